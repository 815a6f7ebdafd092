# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import inspect
import itertools
import logging
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, get_db_name, new_test_user

from .common import WiservMixin

# The users that the tests of rights work with, and their groups.
ROLES = {
    "administrator": "base.group_user,sms_wiserv.group_sms_administrator",
    "officer": "base.group_user,sms_wiserv.group_sms_officer",
    "user": "base.group_user,sms_wiserv.group_sms_user",
    "system": "base.group_system",
    "employee": "base.group_user",
    "portal": "base.group_portal",
}


_SECONDS = 60  # that an answer may take: a busy machine is not slow code


class RefusedError(Exception):
    """The server refused a call: (name of its exception, message, what it tells developers)."""


def save(call, model, **vals):
    """Create a record as a form does; return its id in a list. For attempts of :meth:`RpcCase.assertWhoMay`."""
    [created] = call(model, "web_save", [], vals=vals, specification={})
    return [created["id"]]


class RpcCase(WiservMixin, HttpCase):
    """Calls methods as software outside of Odoo and its web client do.

    ``ids`` are those of the records that the method is called on; None for a method of the model.
    """

    roles = ROLES
    event = "visit"  # of messages that are made

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_wiserv()
        cls.users = {
            role: new_test_user(cls.env, role, groups=group, password=f"{role}-password")
            for role, group in cls.roles.items()
        }

    def setUp(self):
        super().setUp()
        self.gateway.reset()
        self._keys = {}
        self._session_of = None
        # What a refusal leaves in the log, and the notice that one of the endpoints grows old.
        for logger in ("odoo.http", "odoo.addons.rpc.controllers.jsonrpc", "odoo.orm.models"):
            self.addCleanup(logging.getLogger(logger).setLevel, logging.getLogger(logger).level)
            logging.getLogger(logger).setLevel(logging.CRITICAL)

    def make_message(self, state="failed", **values):
        return self.env["sms.wiserv.message"].create(
            {
                "sender_id": self.sender.id,
                "company_id": self.company.id,
                "event": self.event,
                "number": "09170000001",
                "body": "Text",
                "state": state,
                **values,
            }
        )

    def json2(self, role, model, method, ids=None, **arguments):
        """Call ``/json/2`` with an API key; ``role`` None: without one."""
        headers = {"Authorization": f"Bearer {self._key(role)}"} if role else {}
        payload = arguments if ids is None else {**arguments, "ids": list(ids)}
        reply = self.url_open(
            f"/json/2/{model}/{method}", json=payload, headers=headers, method="POST", timeout=_SECONDS
        )
        if reply.status_code != 200:
            raise self._refusal(role, reply.json())
        return reply.json()

    def jsonrpc(self, role, model, method, ids=None, **arguments):
        """Call ``/jsonrpc`` with an API key for password; ``role`` None: with a wrong one."""
        user = self.users[role or "employee"]
        password = self._key(role) if role else "wrong"
        args = [
            get_db_name(),
            user.id,
            password,
            model,
            method,
            [] if ids is None else [list(ids)],
            arguments,
        ]
        params = {"service": "object", "method": "execute_kw", "args": args}
        return self._result(role, self.url_open("/jsonrpc", json={"params": params}, timeout=_SECONDS))

    def call_kw(self, role, model, method, ids=None, **arguments):
        """Call ``/web/dataset/call_kw`` with a session; ``role`` None: without one."""
        if self._session_of != (role,):
            self.authenticate(role, role and f"{role}-password")
            self._session_of = (role,)
        params = {
            "model": model,
            "method": method,
            "args": [] if ids is None else [list(ids)],
            "kwargs": arguments,
        }
        url = f"/web/dataset/call_kw/{model}/{method}"
        return self._result(role, self.url_open(url, json={"params": params}, timeout=_SECONDS))

    @property
    def ways(self):
        return self.json2, self.jsonrpc, self.call_kw

    def assertRefused(self, way, role, model, method, ids=None, **arguments):
        # Not assertRaises, which would undo what happened inside.
        try:
            answer = way(role, model, method, ids, **arguments)
        except RefusedError as error:
            return error
        self.fail(f"{model}.{method} was answered: {answer}")

    def assertWhoMay(self, table):
        """Have everybody try everything in a table of ``(who may, what, attempt(call))``.

        :return: ``{(model, method)}`` that were called
        """
        called = set()
        for allowed, what, attempt in table:
            for role in [*self.roles, None]:

                def call(model, method, ids=None, role=role, **arguments):
                    called.add((model, method))
                    return self.json2(role, model, method, ids, **arguments)

                with self.subTest(what, role=role):
                    try:
                        attempt(call)
                    except RefusedError as error:
                        self.assertNotIn(role, allowed, error)
                    else:
                        self.assertIn(role, allowed)
                    self.env.invalidate_all()
        return called

    def table_of_a_sender(self, sender, administrators, **new):
        """Yield ``(who may, what, attempt(call))`` for a sender's account and pause, and for deleting one.

        :param sender: of whichever model stands for senders
        :param set administrators: the roles that may change accounts
        :param new: further values of a new one
        """
        model = sender._name
        yield administrators, "delete a sender", lambda call: call(model, "unlink", sender.copy().ids)
        yield (
            administrators,
            "forget a sender's password",
            lambda call: call(model, "action_wiserv_forget_password", sender.ids),
        )
        for account in (
            {"api_url": "https://sms.example.com/post"},
            {"protocol": "http"},
            {"user_name": "other"},
            {"api_url": "https://sms.example.com/post", "wiserv_password": "other"},
        ):
            yield (
                administrators,
                f"change {[*account]} of a sender",
                lambda call, account=account: call(model, "write", sender.copy().ids, vals=account),
            )
            yield (
                administrators,
                f"create a sender with {[*account]}",
                lambda call, account=account: save(call, model, name="New", **new, **account),
            )
        for owned in (
            {"paused_at": False},
            {"probe_at": False},
            {"pause_cause": "gateway"},
            {"pause_reason": "Mine"},
            {"pause_reply": "Mine"},
            {"pause_count": 0},
            {"probe_delay": 1},
        ):
            yield (
                set(),
                f"change {[*owned]}, which the engine owns",
                lambda call, owned=owned: call(model, "write", sender.ids, vals=owned),
            )

    def assertSeesFields(self, table):
        """Check who sees which fields.

        :param dict table: ``{model: [(the roles that see them, "names of fields with blanks between"), …]}``
        """
        for (role, user), (model, rows) in itertools.product(self.users.items(), table.items()):
            seen = self.env[model].with_user(user).fields_get(attributes=[])
            for allowed, names in rows:
                with self.subTest(role=role, model=model, names=names):
                    names = {*names.split()}
                    self.assertEqual(seen.keys() & names, names if role in allowed else set())

    def methods_from_outside(self, addon):
        """Return ``(model, method)`` of all methods of the addon that can be called from outside of Odoo."""
        found = set()
        for model, cls in self.env.registry.items():
            for part in cls.mro():
                if part.__module__.startswith(f"odoo.addons.{addon}.") and not cls._abstract:
                    names = (name for name, value in vars(part).items() if inspect.isfunction(value))
                    found |= {(model, name) for name in names if self._is_public(cls, name)}
        return found

    def _is_public(self, cls, name):
        if name.startswith("_") or name in ("create", "write"):
            return False
        return not any(getattr(getattr(base, name, None), "_api_private", False) for base in cls.mro())

    def _key(self, role):
        if role not in self._keys:
            keys = self.env["res.users.apikeys"].with_user(self.users[role]).sudo()
            self._keys[role] = keys._generate("rpc", "test", fields.Datetime.now() + timedelta(hours=1))
        return self._keys[role]

    def _result(self, role, reply):
        content = reply.json()
        if "error" in content:
            raise self._refusal(role, content["error"]["data"])
        return content.get("result")

    def _refusal(self, role, error):
        """Return the exception that stands for an answer; anything but a refusal in words is a defect."""
        name, message = error["name"], error["message"]
        known = name.startswith("odoo.exceptions.") and name != "odoo.exceptions.AccessDenied"
        if role is None:
            known = name in (
                "odoo.exceptions.AccessDenied",
                "odoo.http.SessionExpiredException",
                "werkzeug.exceptions.Unauthorized",
            )
        # Odoo's own answer to an operator that only its own code may use.
        if not known and "invalid item in domain" not in message:
            self.fail(f"{name}: {message}")
        return RefusedError(name, message, error["debug"])

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, get_db_name, new_test_user

from .common import WiservMixin

# The users that the tests of rights work with, and their groups.
ROLES = {
    "administrator": "g2p_registry_base.group_g2p_admin",
    "system": "base.group_system",
    "manager": "g2p_programs.g2p_program_manager",
    "validator": "g2p_programs.g2p_program_validator",
    "finance": "g2p_programs.g2p_finance_validator",
    "approver": "g2p_programs.g2p_program_cycle_approver",
    "registrar": "g2p_registry_base.group_g2p_registrar",
    "employee": "base.group_user",
    "portal": "base.group_portal",
}


class RefusedError(Exception):
    """The server refused a call: (name of its exception, message)."""


class RpcCase(WiservMixin, HttpCase):
    """Calls methods as programs outside of Odoo and its web client do.

    ``ids`` are those of the records that the method is called on; None for a method of the model.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_wiserv()
        cls.users = {
            role: new_test_user(cls.env, role, groups=group, password=f"{role}-password")
            for role, group in ROLES.items()
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

    def json2(self, role, model, method, ids=None, **arguments):
        """Call ``/json/2`` with an API key; ``role`` None: without one."""
        headers = {"Authorization": f"Bearer {self._key(role)}"} if role else {}
        payload = arguments if ids is None else {**arguments, "ids": list(ids)}
        reply = self.url_open(f"/json/2/{model}/{method}", json=payload, headers=headers, method="POST")
        if reply.status_code != 200:
            self.fail_on_crash(reply.json())
            raise RefusedError(reply.json()["name"], reply.json()["message"])
        return reply.json()

    def jsonrpc(self, role, model, method, ids=None, **arguments):
        """Call ``/jsonrpc`` with an API key for password; ``role`` None: with a wrong one."""
        user = self.users[role or "employee"]
        password = self._key(role) if role else "wrong"
        args = [get_db_name(), user.id, password, model, method, [] if ids is None else [list(ids)], arguments]
        params = {"service": "object", "method": "execute_kw", "args": args}
        return self._result(self.url_open("/jsonrpc", json={"params": params}))

    def call_kw(self, role, model, method, ids=None, **arguments):
        """Call ``/web/dataset/call_kw`` with a session; ``role`` None: without one."""
        if self._session_of != (role,):
            self.authenticate(role, role and f"{role}-password")
            self._session_of = (role,)
        params = {"model": model, "method": method, "args": [] if ids is None else [list(ids)], "kwargs": arguments}
        return self._result(self.url_open(f"/web/dataset/call_kw/{model}/{method}", json={"params": params}))

    @property
    def ways(self):
        return self.json2, self.jsonrpc, self.call_kw

    def assertRefused(self, way, role, model, method, ids=None, **arguments):
        with self.assertRaises(RefusedError) as caught:
            way(role, model, method, ids, **arguments)
        return caught.exception

    def _key(self, role):
        if role not in self._keys:
            keys = self.env["res.users.apikeys"].with_user(self.users[role]).sudo()
            self._keys[role] = keys._generate("rpc", "test", fields.Datetime.now() + timedelta(hours=1))
        return self._keys[role]

    def _result(self, reply):
        content = reply.json()
        if "error" in content:
            self.fail_on_crash(content["error"]["data"])
            raise RefusedError(content["error"]["data"]["name"], content["error"]["data"]["message"])
        return content.get("result")

    def fail_on_crash(self, error):
        """A refusal is one of Odoo's errors in words; anything else is a defect."""
        known = error["name"].startswith(("odoo.exceptions.", "odoo.http.", "werkzeug.exceptions."))
        # Odoo's own answer to an operator that only its own code may use.
        if not known and "invalid item in domain" not in error["message"]:
            self.fail(f"{error['name']}: {error['message']}")

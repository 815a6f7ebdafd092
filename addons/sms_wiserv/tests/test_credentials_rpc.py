# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import contextlib
import itertools
import logging
from unittest.mock import patch

from odoo.tests import tagged

from .rpc import RpcCase

COMPANY, SENDER = "res.company", "sms.wiserv.sender"
SECRET, FIELD = "Open-Sesame-42", "wiserv_password_secret"
ADDRESS = "https://sms.example.com/soap/?wsdl"


@tagged("post_install", "-at_install")
class TestCredentialsOverRpc(RpcCase):
    """A curious colleague with every role that there is tries to get the password out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["curious"] = cls.users["administrator"]
        cls.users["curious"].write(
            {"login": "curious", "password": "curious-password"}
            | {"group_ids": [(4, cls.env.ref("base.group_system").id)]}
        )
        cls.company.write({"wiserv_api_url": ADDRESS, "wiserv_password": SECRET})
        cls.sender.write({"api_url": ADDRESS, "wiserv_password": SECRET})
        cls.records = {COMPANY: cls.company, SENDER: cls.sender}

    def assertSilent(self, answer):
        self.assertNotIn(SECRET, str(answer))
        self.assertNotIn("https://sms.example.com:443", str(answer))

    def test_reading(self):
        for way, (model, record) in itertools.product(self.ways, self.records.items()):
            ids = record.ids
            self.assertSilent(way("curious", model, "read", ids))
            self.assertSilent(way("curious", model, "copy_data", ids))
            for name in (FIELD, "wiserv_password_origin"):
                self.assertRefused(way, "curious", model, "read", ids, fields=[name])
                self.assertRefused(way, "curious", model, "web_read", ids, specification={name: {}})
                self.assertRefused(way, "curious", model, "export_data", ids, fields_to_export=[name])
                self.assertRefused(way, "curious", model, "search_read", domain=[], fields=[name])
            answer = way("curious", model, "web_read", ids, specification={"wiserv_password": {}})
            self.assertIs(answer[0]["wiserv_password"], False)

    def test_what_comes_back_from_writing(self):
        specification = {"wiserv_password": {}, "wiserv_password_is_set": {}}
        for way, (model, record) in itertools.product(self.ways, self.records.items()):
            ids = record.ids
            values = {"wiserv_password": SECRET}
            answer = way("curious", model, "web_save", ids, vals=values, specification=specification)
            self.assertEqual(
                (answer[0]["wiserv_password"], answer[0]["wiserv_password_is_set"]), (False, True)
            )
            self.assertSilent(way("curious", model, "write", ids, vals=values))

    def test_what_a_form_gets(self):
        specification = {"name": {}, "wiserv_password": {}, "wiserv_password_is_set": {}}
        for way, (model, record) in itertools.product(self.ways, self.records.items()):
            ids = record.ids
            url = record._wiserv_url_field
            for changed in ([], [url], ["wiserv_password"]):
                values = {url: "https://sms.example.org/", "wiserv_password": "typed"}
                arguments = {"values": values, "field_names": changed}
                self.assertSilent(
                    way("curious", model, "onchange", ids, fields_spec=specification, **arguments)
                )
                self.assertRefused(
                    way, "curious", model, "onchange", ids, fields_spec={FIELD: {}}, **arguments
                )
            self.assertSilent(way("curious", model, "default_get", fields=[*specification, FIELD]))
            self.assertNotIn(FIELD, way("curious", model, "fields_get"))
            views = way("curious", model, "get_views", views=[[False, "form"], [False, "search"]])
            self.assertNotIn(FIELD, str(views))

    def test_asking_by_domain(self):
        guess = [FIELD, "=like", SECRET[:3] + "%"]
        through = [
            ("res.users", [f"company_id.{FIELD}", *guess[1:]]),
            ("res.users", ["company_id", "any", [guess]]),
            ("res.users", ["company_id", "any!", [guess]]),
            ("sms.wiserv.message", [f"sender_id.{FIELD}", *guess[1:]]),
        ]
        for way in self.ways:
            for model, condition in [(COMPANY, guess), (SENDER, guess), *through]:
                for method in ("search", "search_count", "search_read", "web_search_read"):
                    arguments = {"specification": {}} if method == "web_search_read" else {}
                    with self.subTest(model=model, condition=condition, method=method):
                        self.assertRefused(way, "curious", model, method, domain=[condition], **arguments)
            groups = {"groupby": ["create_date:month"], "aggregates": ["__count"]}
            for model in self.records:
                for method, arguments in (
                    ("name_search", {}),
                    ("web_read_group", groups),
                    ("formatted_read_group", groups),
                ):
                    self.assertRefused(way, "curious", model, method, domain=[guess], **arguments)

    def test_asking_by_the_field_that_is_shown(self):
        for record in self.records.values():
            with self.assertRaisesRegex(ValueError, "not stored"):
                record.search([("wiserv_password", "=like", SECRET[:3] + "%")])
            self.assertFalse(record.filtered_domain([("wiserv_password", "=like", SECRET[:3] + "%")]))

    def test_sorting_and_grouping(self):
        for way, model in itertools.product(self.ways, self.records):
            for name in (FIELD, "wiserv_password_origin"):
                self.assertRefused(way, "curious", model, "search", domain=[], order=name)
                for aggregate in ("count_distinct", "max", "array_agg"):
                    self.assertRefused(
                        way,
                        "curious",
                        model,
                        "formatted_read_group",
                        domain=[],
                        aggregates=[f"{name}:{aggregate}"],
                    )
                self.assertRefused(way, "curious", model, "formatted_read_group", domain=[], groupby=[name])
                self.assertRefused(
                    way, "curious", model, "web_read_group", domain=[], groupby=[name], aggregates=["__count"]
                )

    def test_no_default_of_the_context_writes_what_one_may_not(self):
        administrators = {"api_url": ADDRESS, "user_name": "theirs", "protocol": "http"}
        nobodys = {
            FIELD: SECRET,
            "wiserv_password_origin": "https://sms.example.com:443",
            "loopback_allowed": True,
            "paused_at": "2026-01-01 00:00:00",
            "door": "sms.wiserv.test.door",
        }
        for way, (role, values) in itertools.product(
            self.ways, [("officer", {**administrators, **nobodys}), ("curious", nobodys)]
        ):
            for name, value in values.items():
                with self.subTest(way=way.__name__, role=role, name=name):
                    arguments = {"vals_list": [{"name": "Mine"}], "context": {f"default_{name}": value}}
                    self.assertRefused(way, role, SENDER, "create", **arguments)

    def test_settings(self):
        for way in self.ways:
            values = {"wiserv_password": SECRET, "wiserv_api_url": ADDRESS}
            specification = {"wiserv_password": {}, "wiserv_password_is_set": {}}
            create = {"vals": values, "specification": specification}
            answer = way("curious", "res.config.settings", "web_save", [], **create)
            self.assertSilent(answer)
            self.assertTrue(answer[0]["wiserv_password_is_set"])
            onchange = {"values": values, "field_names": ["wiserv_api_url"]}
            answer = way(
                "curious", "res.config.settings", "onchange", [], fields_spec=specification, **onchange
            )
            self.assertSilent(answer)
            settings = self.env["res.config.settings"].search([], limit=1, order="id desc")
            names = [name for name in settings._fields if name.startswith("wiserv")]
            self.assertSilent(way("curious", "res.config.settings", "read", settings.ids, fields=names))
            way("curious", "res.config.settings", "execute", settings.ids)
            self.assertRefused(
                way,
                "curious",
                "res.config.settings",
                "web_read",
                settings.ids,
                specification={"company_id": {"fields": {FIELD: {}}}},
            )
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM res_config_settings")
        self.assertSilent(self.env.cr.dictfetchall())

    def test_logs_at_debug_do_not_hold_it(self):
        values = {"wiserv_password": SECRET, "api_url": ADDRESS}
        imported = {"fields": ["name", "api_url", "wiserv_password"], "data": [["Imported", ADDRESS, SECRET]]}
        with self.all_logs() as lines:
            for way in self.ways:
                way("curious", SENDER, "write", self.sender.ids, vals=values)
                way("curious", SENDER, "web_save", [], vals={"name": "New", **values}, specification={})
                way("curious", SENDER, "load", **imported)
                way("curious", COMPANY, "write", self.company.ids, vals={"wiserv_password": SECRET})
                settings = {"vals": {"wiserv_password": SECRET}, "specification": {}}
                way("curious", "res.config.settings", "web_save", [], **settings)
                wrong = values | {"api_url": "ftp://sms.example.com"}
                self.assertRefused(way, "curious", SENDER, "write", self.sender.ids, vals=wrong)
        for logger in ("odoo.sql_db", "odoo.service.model"):
            self.assertTrue([line for line in lines if line.startswith(logger)], "there was something to see")
        self.assertEqual([line for line in lines if SECRET in line], [])

    @contextlib.contextmanager
    def all_logs(self):
        """Yield a list of what all loggers write from now on, at DEBUG; nothing of it goes elsewhere."""
        lines = []

        class Keep(logging.Handler):
            def emit(self, record):
                lines.append(self.format(record))

        keep = Keep()
        keep.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
        with contextlib.ExitStack() as stack:
            stack.enter_context(patch.object(logging.root, "handlers", [keep]))
            for logger in (logging.root, *loggers):
                stack.callback(logger.setLevel, logger.level)
                logger.setLevel(logging.DEBUG)
            yield lines

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import json
import logging

from odoo.tests import tagged
from odoo.tools import mute_logger

from .rpc import RpcCase
from .test_templates_by_role import OFFICER

TEMPLATE, PREVIEW, PARTNER = "sms.template", "sms.template.preview", "res.partner"
CODE = "{{ object.env['res.company'].sudo().search([]).mapped(lambda c: c['wiserv_password_secret']) }}"
SECRET_FIELD = "{{ object.sender_id.company_id.wiserv_password_secret }}"
PHONE = "0917 000 9999"
THEIRS = "{{ object.partner_id.name }}|{{ object.partner_id.phone }}"


@tagged("post_install", "-at_install")
class TestTemplatesRpc(RpcCase):
    """Texts of people who may write templates, and what they get to run or to read by them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        access = {"perm_read": True, "perm_write": True, "perm_create": True}
        for model in (TEMPLATE, PREVIEW, "sms.wiserv.test.visit"):
            cls.env["ir.model.access"].create(
                {
                    "name": model,
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "group_id": cls.env.ref(OFFICER).id,
                    **access,
                }
            )
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = cls.env[PARTNER].create(
            {"name": "Eva Elsewhere", "phone": PHONE, "company_id": cls.elsewhere.id}
        )
        cls.visit = cls.make_visits(cls.make_people(1))

    def only_french(self):
        """Have French alone active, as on a site without English."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["res.users"].search([]).partner_id.lang = "fr_FR"
        self.env["res.partner"].search([("lang", "=", "en_US")]).lang = "fr_FR"
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_lang SET active = code = 'fr_FR'")
        self.env.invalidate_all()
        self.env.registry.clear_cache("stable")
        self.addCleanup(self.env.registry.clear_cache, "stable")

    def store(self, body, language="en_US"):
        """Put a text where no check is asked."""
        self.env.cr.execute(
            "UPDATE sms_template SET body = body || %s WHERE id = %s",
            (json.dumps({language: body}), self.template.id),
        )
        self.env.invalidate_all()

    def preview(self, language):
        """Return what the officer sees of the template in a language; the refusal if that is what comes."""
        [dialog] = self.json2(
            "officer", PREVIEW, "create", vals_list=[
                {
                    "sms_template_id": self.template.id,
                    "lang": language,
                    "resource_ref": f"{self.visit._name},{self.visit.id}",
                }
            ],
        )  # fmt: skip
        try:
            answer = self.json2(
                "officer", PREVIEW, "read", [dialog], fields=["body"], context={"lang": language or "fr_FR"}
            )
        except Exception as refusal:
            return str(refusal)
        return str(answer)

    # === CODE === #

    def test_no_language_is_a_place_to_hide_code_active_or_not(self):
        self.only_french()
        for text in (CODE, SECRET_FIELD):
            for arguments in (
                {"method": "write", "vals": {"body": text}, "context": {"lang": "en_US"}},
                {"method": "write", "vals": {"body": text}, "context": {"lang": False}},
                {
                    "method": "update_field_translations",
                    "field_name": "body",
                    "translations": {"en_US": text},
                },
                {
                    "method": "update_field_translations",
                    "field_name": "body",
                    "translations": {"fr_FR": text},
                },
            ):
                for way in self.ways:
                    with self.subTest(way=way.__name__, **arguments):
                        refusal = self.assertRefused(
                            way, "officer", TEMPLATE, ids=self.template.ids, **arguments
                        )
                        self.assertIn("{{", str(refusal))
        self.assertEqual(self.template.with_context(lang="en_US").body.count("{{"), 2)

    def test_what_is_stored_already_is_found_whatever_is_written(self):
        self.store(CODE, language="es_ES")
        refusal = self.assertRefused(
            self.json2, "officer", TEMPLATE, "write", self.template.ids, vals={"body": "Hello"}
        )
        self.assertIn("object.env", str(refusal))

    def test_what_nobody_has_checked_is_not_run(self):
        self.company.wiserv_password = "not-to-be-seen"
        for body in (CODE, SECRET_FIELD):
            self.store(body)
            with self.subTest(body), mute_logger("odoo.http"):
                self.assertNotIn("not-to-be-seen", self.preview(False))
                self.assertNotIn("not-to-be-seen", self.preview("en_US"))
                example = self.sender._template_example(self.template, self.visit, {"guide": "Ana"})
                self.assertIn("check {{", example)
                self.env["sms.wiserv.test.door"].queue(self.sender, "visit", self.visit, occasion=body)
                self.assertEqual(self.messages()[0].state, "failed")
                self.assertFalse(self.messages()[0].body)

    # === DATA === #

    def test_the_model_of_a_template_is_the_one_that_was_chosen(self):
        for vals in ({"model": PARTNER}, {"model": "sms.wiserv.message"}, {"model": False}):
            for way in self.ways:
                self.assertRefused(way, "officer", TEMPLATE, "write", self.template.ids, vals=vals)
        values = {"name": "M", "model_id": self.template.model_id.id, "model": PARTNER, "body": "Hi"}
        created = self.json2("officer", TEMPLATE, "create", vals_list=[values])
        self.assertEqual(self.env[TEMPLATE].browse(created).model, self.visit._name)
        self.env.cr.execute(
            "UPDATE sms_template SET model = 'res.partner' WHERE id = %s", (self.template.id,)
        )
        self.env.invalidate_all()
        self.assertEqual(self.template.render_model, self.visit._name)

    def test_ids_of_other_companies_people_show_nothing_of_them(self):
        self.json2(
            "officer", self.visit._name, "write", self.visit.ids, vals={"partner_id": self.stranger.id}
        )
        self.json2("officer", TEMPLATE, "write", self.template.ids, vals={"body": THEIRS})
        self.env.invalidate_all()
        officer = self.visit.with_user(self.users["officer"])
        for record in (officer, self.visit.sudo()):
            self.stranger.fetch(["name"])  # It is in the cache, for everybody.
            example = self.sender._template_example(self.template, record, {})
            self.assertIn("check {{ object.partner_id.name }}", example)
            self.assertNotIn("0917", example)
        self.assertNotIn("0917", self.preview(False))
        self.env["sms.wiserv.test.door"].queue(self.sender, "visit", self.visit)
        self.assertFalse(self.messages())
        self.assertEqual(self.skipped().reason, "other_company")

    def test_nor_do_those_that_a_person_of_ones_own_leads_to(self):
        self.visit.partner_id.parent_id = self.stranger
        self.template.body = "{{ object.partner_id.parent_id.name }}"
        self.env["sms.wiserv.test.door"].queue(self.sender, "visit", self.visit)
        message = self.messages()
        self.assertEqual((message.state, message.body), ("failed", False))
        self.assertIn("check {{ object.partner_id.parent_id.name }}", message.failure_reason)

    def test_people_of_ones_own_company_and_of_none_are_told(self):
        for company in (self.company, self.env["res.company"]):
            self.visit.partner_id.company_id = company
            self.template.body = THEIRS
            self.env["sms.wiserv.test.door"].queue(self.sender, "visit", self.visit, occasion=company.name)
            self.assertEqual(self.messages()[0].body, "Person 1|09170000001")

    def test_values_are_in_no_log(self):
        self.template.body = "{{ format_date(object.partner_id.phone) }}"
        # Odoo gives the name INFO to another, higher level.
        with self.assertNoLogs(level=logging.INFO):
            self.env["sms.wiserv.test.door"].queue(self.sender, "visit", self.visit)
        self.assertEqual(self.messages().state, "failed")
        self.assertNotIn("0917", self.messages().failure_reason)

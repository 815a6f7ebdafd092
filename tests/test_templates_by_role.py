# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from .common import WiservCase

HARMLESS = [
    "object.partner_id.name",
    "object.partner_id.name or 'you'",
    "object.program_id.name if object.program_id.name else ''",
    "'%.2f' % object.id",
    "'%s of %s' % (object.partner_id.name, object.program_id.name)",
    "format_date(object.enrollment_date)",
    "format_amount(12.5, object.program_id.currency_id)",
    "f'{object.partner_id.name}!'",
    "ctx['cycle'].name",
    "cycle.name",
    "ctx.get('otp')",
    "otp",
    "str(object.partner_id.id)",
    "-object.id + 1",
    "f'{object.id:03d}'",
    "f'{12.5:>10.2f}'",
]
HARMFUL = [
    "object.company_id.wiserv_password_secret",
    "object.company_id.wiserv_api_url",
    "object.program_id.company_id['wiserv_password_secret']",
    "'%(wiserv_password_secret)s' % object.company_id",
    "'{0.wiserv_password_secret}'.format(object.company_id)",
    "f'{object.company_id:wiserv_password_secret}'",
    "object.sudo().company_id",
    "object.company_id.sudo().wiserv_password_secret",
    "object.company_id.mapped('wiserv_password_secret')",
    "object.company_id.read()",
    "object.env",
    "env['res.company'].search([]).mapped('wiserv_password_secret')",
    "env.cr.execute('SELECT 1')",
    "user.company_id.wiserv_password_secret",
    "object._wiserv_url",
    "object.create_uid.totp_secret",
    "(lambda: object)()",
    "[record.name for record in object.company_id]",
    "str(object.company_id.wiserv_password_secret)",
    "format_date(object.company_id.wiserv_password_secret)",
    "hasattr(object, 'env')",
    "ctx",
    "ctx['uid']",
    "ctx.copy()",
    "ctx.get('cycle', object.env)",
    "object.partner_id.name.join(object.company_id)",
    "9 ** 9 ** 9",
    "'%2000000000d' % 1",
    "'%*d' % (2000000000, 1)",
    "('%2000000' + '000d') % 1",
    "object.partner_id.name % 1",
    "f'{1:2000000000d}'",
    "f'{1:{object.partner_id.name}}'",
    "object.partner_id.name * 9",
    "not python",
    "(" * 500,
]


class TestTemplatesByRole(WiservCase):
    """Texts are rendered with all rights: what may people put into templates who have not all rights?"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env.ref("g2p_notifications_wiserv.sms_template_enrolled")
        cls.manager = cls.make_user("mara", "g2p_programs.g2p_program_manager")

    def rewrite(self, expression, user=None, **values):
        template = self.template.with_user(user or self.manager)
        template.write({"body": "Dear {{ " + expression + " }}", **values})

    def test_program_manager_changes_each_default_template(self):
        for name in ("enrolled", "payment", "otp", "cycle_started", "cycle_ended"):
            with self.subTest(name):
                template = self.env.ref(f"g2p_notifications_wiserv.sms_template_{name}")
                template.with_user(self.manager).body += " Thank you."

    def test_placeholders_that_show_fields_and_format_them(self):
        for expression in HARMLESS:
            with self.subTest(expression):
                self.rewrite(expression)

    def test_placeholders_that_do_more(self):
        for expression in HARMFUL:
            with self.subTest(expression), self.assertRaisesRegex(AccessError, "more than show fields"):
                self.rewrite(expression)

    def test_members_of_odoos_group_of_template_editors_are_no_exception(self):
        self.env["ir.config_parameter"].set_param("mail.restrict.template.rendering", False)
        self.assertTrue(self.manager.has_group("mail.group_mail_template_editor"))
        with self.assertRaisesRegex(AccessError, "more than show fields"):
            self.rewrite(HARMFUL[0])

    def test_every_way_in(self):
        body = "{{ " + HARMFUL[0] + " }}"
        templates = self.template.with_user(self.manager)
        self.env["res.lang"]._activate_lang("fr_FR")
        with self.assertRaises(AccessError):
            templates.create({"name": "Mine", "model_id": self.template.model_id.id, "body": body})
        with self.assertRaises(AccessError):
            templates.write({"lang": "{{ " + HARMFUL[0] + " }}"})
        with self.assertRaises(AccessError):
            templates.update_field_translations("body", {"fr_FR": body})
        with self.assertRaises(AccessError):
            templates.with_context(lang="fr_FR").write({"body": body})
        with self.assertRaises(AccessError):
            templates.copy({"body": body})

    def test_what_another_model_calls_harmless_is_read_again_when_the_model_changes(self):
        self.rewrite("object.program_id.name")
        model = self.env["ir.model"]._get("g2p.wiserv.sms")
        self.sender.on_enrolled_in_program_template = False
        with self.assertRaisesRegex(AccessError, "more than show fields"):
            self.template.with_user(self.manager).write({"model_id": model.id, "body": "{{ object.number }}"})

    def test_templates_that_another_company_uses_are_left_as_they_are(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_program("Theirs", company_id=elsewhere.id)
        for change in ({"body": "Hello"}, {"lang": "fr_FR"}):
            with self.assertRaisesRegex(AccessError, "also used by another company"):
                self.template.with_user(self.manager).write(change)
        copy = self.template.with_user(self.manager).copy({"name": "Ours"})
        copy.body = "Hello"
        self.manager.company_ids += elsewhere
        self.template.with_user(self.manager).body = "Hello"

    def test_no_way_leads_out_of_the_checks_by_way_of_another_model(self):
        contacts = self.env["ir.model"]._get("res.partner")
        with self.assertRaisesRegex(ValidationError, "does not apply to"):
            self.template.with_user(self.manager).write({"model_id": contacts.id, "body": "Hello"})
        self.sender.on_enrolled_in_program_template = False
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.template.with_user(self.manager).write({"model_id": contacts.id, "body": "Hello"})

    def test_system_administrator_writes_what_odoo_allows(self):
        admin = self.env.ref("base.user_admin")
        self.rewrite("object.partner_id.name.upper()", user=admin)

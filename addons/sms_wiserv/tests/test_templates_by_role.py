# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError, ValidationError

from .common import WiservCase

OFFICER = "sms_wiserv.group_sms_officer"
VISIT, MESSAGE = "sms.wiserv.test.visit", "sms.wiserv.message"
HARMLESS = [
    "object.partner_id.name",
    "object.partner_id.name or 'you'",
    "object.place if object.place else ''",
    "'%.2f' % object.id",
    "'%s of %s' % (object.partner_id.name, object.place)",
    "format_date(object.create_date)",
    "format_amount(12.5, object.sender_id.company_id.currency_id)",
    "f'{object.partner_id.name}!'",
    "object.sender_id.name",
    "ctx['guide']",
    "ctx.get('guide')",
    "guide",
    "str(object.partner_id.id)",
    "-object.id + 1",
    "f'{object.id:03d}'",
    "f'{12.5:>10.2f}'",
    "f'{object.create_date:%d/%m/%Y}'",
    "object.create_date.strftime('%d/%m/%Y')",
    "object.partner_id.name.upper()[:20]",
    "'yes' if object.place in ('Hall', 'Chapel') else 'no'",
    "max(object.id, 2) * 3 // 2",
]
HARMFUL = [
    "object.sender_id.company_id.wiserv_password_secret",
    "object.sender_id.company_id.wiserv_api_url",
    "object.sender_id.company_id['wiserv_password_secret']",
    "'%(wiserv_password_secret)s' % object.sender_id.company_id",
    "'{0.wiserv_password_secret}'.format(object.sender_id.company_id)",
    "f'{object.sender_id.company_id:wiserv_password_secret}'",
    "object.sudo().company_id",
    "object.sender_id.company_id.sudo().wiserv_password_secret",
    "object.sender_id.company_id.mapped('wiserv_password_secret')",
    "object.sender_id.company_id.read()",
    "object.env",
    "env['res.company'].search([]).mapped('wiserv_password_secret')",
    "env.cr.execute('SELECT 1')",
    "user.company_id.wiserv_password_secret",
    "object._wiserv_url",
    "object.create_uid.totp_secret",
    "(lambda: object)()",
    "[record.name for record in object.sender_id.company_id]",
    "str(object.sender_id.company_id.wiserv_password_secret)",
    "format_date(object.sender_id.company_id.wiserv_password_secret)",
    "hasattr(object, 'env')",
    "ctx",
    "ctx['uid']",
    "ctx.copy()",
    "ctx.get('guide', object.env)",
    "object.partner_id.name.join(object.sender_id.company_id)",
    "9 ** 9 ** 9",
    "'%2000000000d' % 1",
    "'%*d' % (2000000000, 1)",
    "('%2000000' + '000d') % 1",
    "object.partner_id.name % 1",
    "f'{1:2000000000d}'",
    "f'{1:{object.partner_id.name}}'",
    "object.partner_id",
    "object.partner_id.category_id.name",
    "object.partner_id.image_128",
    "object.sender_id.message_ids.body",
    "object['place']",
    "str(object)",
    "format_amount(1, object.sender_id)[:1] or object.sender_id",
    "datetime.date.today()",
    "f'{object.partner_id.name!r}'",
    "object.partner_id.name[::2]",
    "format_date(object.create_date, **ctx)",
    "(1).__class__",
    "undeclared",
    "-" * 900 + "1",
    "not python",
    "(" * 500,
]


class TestTemplatesByRole(WiservCase):
    """Texts are rendered with all rights: what may people put into templates who have not all rights?"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.make_user("olga", OFFICER)
        cls.visit = cls.make_visits(cls.make_people(1))
        # In Odoo, system administrators alone write templates. Doors give access to others.
        cls.env["ir.model.access"].create(
            {
                "name": "SMS template: officer",
                "model_id": cls.env["ir.model"]._get_id("sms.template"),
                "group_id": cls.env.ref(OFFICER).id,
                **dict.fromkeys(("perm_read", "perm_write", "perm_create"), True),
            }
        )

    def rewrite(self, expression, user=None, **values):
        template = self.template.with_user(user or self.officer)
        template.write({"body": "Dear {{ " + expression + " }}", **values})

    def test_placeholders_that_show_fields_and_format_them(self):
        for expression in HARMLESS:
            with self.subTest(expression):
                self.rewrite(expression)

    def test_placeholders_that_do_more(self):
        for expression in HARMFUL:
            refused = self.assertRaisesRegex(
                (AccessError, ValidationError), "more than show fields|Check the placeholder"
            )
            with self.subTest(expression), refused:
                self.rewrite(expression)

    def test_members_of_odoos_group_of_template_editors_are_no_exception(self):
        self.env["ir.config_parameter"].set_param("mail.restrict.template.rendering", False)
        self.assertTrue(self.officer.has_group("mail.group_mail_template_editor"))
        with self.assertRaisesRegex(AccessError, "more than show fields"):
            self.rewrite(HARMFUL[0])

    def test_every_way_in(self):
        body = "{{ " + HARMFUL[0] + " }}"
        templates = self.template.with_user(self.officer)
        self.env["res.lang"]._activate_lang("fr_FR")
        for way in (
            lambda: templates.create({"name": "Mine", "model_id": self.template.model_id.id, "body": body}),
            lambda: templates.write({"lang": body}),
            lambda: templates.update_field_translations("body", {"fr_FR": body}),
            lambda: templates.with_context(lang="fr_FR").write({"body": body}),
            lambda: templates.copy({"body": body}),
        ):
            with self.assertRaisesRegex(AccessError, "more than show fields|plus que montrer des champs"):
                way()

    def test_what_one_model_calls_harmless_is_read_again_when_the_model_changes(self):
        models = {VISIT: {"guide": None}, MESSAGE: {}}
        self.patch(self.env.registry["sms.template"], "_wiserv_models", lambda templates: models)
        message = self.env["ir.model"]._get_id(MESSAGE)
        with self.assertRaisesRegex(AccessError, "more than show fields"):
            self.template.with_user(self.officer).write({"model_id": message, "body": "{{ object.number }}"})
        with self.assertRaisesRegex(AccessError, "more than show fields"):
            self.template.with_user(self.officer).model_id = message

    def test_no_way_leads_out_of_the_checks_by_way_of_another_model(self):
        body = "{{ object.user_ids.totp_secret }}"
        model = self.env["ir.model"]._get_id("res.partner")
        self.assertTrue(self.env["ir.config_parameter"].get_param("mail.restrict.template.rendering"))
        with self.assertRaises(AccessError):
            self.template.with_user(self.officer).write({"model_id": model, "body": body})

    def test_templates_that_another_company_uses_are_left_as_they_are(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.make_sender("Theirs", company_id=elsewhere.id)
        self.make_visits(self.make_people(1), sender_id=theirs.id)
        for change in ({"body": "Hello"}, {"lang": "fr_FR"}):
            with self.assertRaisesRegex(AccessError, "also used by another company"):
                self.template.with_user(self.officer).write(change)
        self.template.with_user(self.officer).copy({"name": "Ours"}).body = "Hello"
        self.officer.company_ids += elsewhere
        self.template.with_user(self.officer).body = "Hello"

    def test_system_administrators_write_the_same_language(self):
        admin = self.env.ref("base.user_admin")
        # Their rights are others, and they know what other code gives to a template.
        theirs = {"undeclared", "not python", "ctx['uid']", "object.sender_id.company_id.wiserv_api_url"}
        for expression in (*HARMLESS, *theirs):
            self.rewrite(expression, user=admin)
        for expression in HARMFUL:
            if expression not in theirs:
                refused = self.assertRaisesRegex(
                    (AccessError, ValidationError), "more than show fields|Check the placeholder"
                )
                with self.subTest(expression), refused:
                    self.rewrite(expression, user=admin)

    def test_a_template_has_an_end(self):
        with self.assertRaisesRegex(ValidationError, "longer than 2000 characters"):
            self.template.with_user(self.officer).body = "a" * 2001

# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import Form, new_test_user

from .common import MANAGER, ProgramCase

GOODS = "Maria Santos, 2 x Product Variant from Rice Allowance are approved for you."
EXAMPLES = {
    "enrolled_in_program_template_id": "Maria Santos, you are enrolled in Rice Allowance.",
    "cycle_started_template_id": "Maria Santos, Cycle of Rice Allowance has started.",
    "cycle_ended_template_id": "Maria Santos, Cycle of Rice Allowance has ended.",
    "entitlement_approved_template_id": "Maria Santos, 1500.00 PHP from Rice Allowance are approved for you.",
    "inkind_approved_template_id": GOODS,
    "payment_paid_template_id": "Maria Santos, your payment of 1500.00 PHP from Rice Allowance has been made.",
    "otp_template_id": "Your one-time password is 123456. Do not share it with anyone.",
}


class TestTemplateForm(ProgramCase):
    """What a program manager sees beside a text, of which nobody is told yet: an example, and what can be inserted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,spp_programs.group_programs_manager"
        cls.writer = new_test_user(cls.env, "writer", groups=groups)
        cls.program.currency_id = cls.env.ref("base.PHP")

    def test_each_text_has_an_example(self):
        for field, example in EXAMPLES.items():
            with self.subTest(field):
                template = self.manager[field].with_user(self.writer)
                self.assertIn(example, template.wiserv_example)
                self.assertIn("(an invented example)", template.wiserv_example)

    def test_all_of_them_on_the_form_of_the_channel_but_those_switched_off(self):
        manager = self.manager.with_user(self.writer)
        for field, example in EXAMPLES.items():
            self.assertIn(example, manager.template_examples, field)
        with Form(manager, view=manager.get_manager_view_id()) as form:
            self.assertIn(GOODS, form.template_examples)
            form.is_on_inkind_approved = False
            self.assertNotIn(GOODS, form.template_examples)
            form.otp_template_id = self.env["sms.template"]
            self.assertNotIn("123456", form.template_examples)
        manager.cycle_ended_template_id.body = "The end."
        self.assertIn("The end.", manager.template_examples)

    def test_of_the_default_texts_too(self):
        template = self.env.ref("spp_programs_wiserv.sms_template_cycle_started").with_user(self.writer)
        self.assertIn("Maria Santos, Cycle of Program has started.", template.wiserv_example)

    def test_what_the_default_text_says_can_be_inserted_again(self):
        template = self.manager.entitlement_approved_template_id.with_user(self.writer)
        template.body = "{{ object.code }}"
        labels = [label for label, _placeholder in template.wiserv_placeholders]
        self.assertEqual(labels, ["Code", "Registrant", "Initial Amount", "Currency", "Program"])
        template.body = " ".join(placeholder for _label, placeholder in template.wiserv_placeholders)
        self.assertIn("Maria Santos 1500.00 PHP Rice Allowance", template.wiserv_example)

    def test_an_otp_and_a_cycle_can_be_inserted(self):
        for field, label in (("otp_template_id", "Otp"), ("cycle_ended_template_id", "Cycle")):
            placeholders = dict(self.manager[field].wiserv_placeholders)
            self.assertIn(label, placeholders)
        self.assertNotIn("Cycle", dict(self.manager.enrolled_in_program_template_id.wiserv_placeholders))

    def test_it_is_the_one_manager_model(self):
        self.assertEqual(set(EXAMPLES), set(self.env[MANAGER]._wiserv_templates))

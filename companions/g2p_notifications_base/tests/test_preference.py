# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import Form, TransactionCase, tagged

PARAMETER = "g2p_notifications_base.default_notification_preference"


@tagged("post_install", "-at_install")
class TestPreference(TransactionCase):
    def _preference_with(self, parameter):
        self.env["ir.config_parameter"].set_param(PARAMETER, parameter)
        return self.env["res.partner"].create({"name": "New"}).notification_preference

    def test_default_is_none_unless_the_parameter_names_a_preference(self):
        self.assertEqual(self._preference_with(False), "none")
        self.assertEqual(self._preference_with("both"), "both")
        self.assertEqual(self._preference_with("pigeon"), "none")

    def test_preference_is_on_the_registrant_form_and_can_be_emptied(self):
        self.env["ir.config_parameter"].set_param(PARAMETER, "sms")
        form = Form(
            self.env["res.partner"].with_context(default_is_registrant=True),
            view="g2p_registry_base.view_registrant_form",
        )
        form.name = "Maria"
        self.assertEqual(form.notification_preference, "sms")
        form.notification_preference = False
        self.assertFalse(form.save().notification_preference)

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import UserError

from .common import MANAGER, ProgramCase


class TestContract(ProgramCase):
    """Names that other people's code and data use already."""

    def test_model_and_fields(self):
        model = self.env[MANAGER]
        # No name of code: what refusals and activities call it is what menus call it.
        self.assertEqual(model._description, "SMS Sender of a Program")
        for parent in ("g2p.program.notification.manager.sms", "mail.thread", "mail.activity.mixin"):
            self.assertIn(parent, model._inherit)
        labels = {name: model._fields[name].string for name in ("api_url", "user_name", "wiserv_password")}
        self.assertEqual(
            labels, {"api_url": "API URL", "user_name": "User Name", "wiserv_password": "Password"}
        )
        selection = self.env["g2p.program.notification.manager"]._selection_manager_ref_id()
        self.assertEqual(selection.count((MANAGER, "Wiserv SMS Notification")), 1)

    def test_other_stack_is_refused_in_words(self):
        for name in ("spp_programs", "spp_registry", "spp_programs_wiserv"):
            modules = self.env["ir.module.module"]
            other = modules.search([("name", "=", name)]) or modules.create({"name": name})
            other.write({"shortdesc": name, "state": "uninstalled"})
            with (
                self.assertRaisesRegex(UserError, r"Wiserv SMS.*spp_\w+.*incompatible"),
                self.env.cr.savepoint(),
            ):
                other.button_install()

    def test_views_and_menu(self):
        form = self.env.ref("g2p_notifications_wiserv.view_notification_manager_wiservsms_form")
        self.assertEqual(form.inherit_id, self.env.ref("g2p_programs.view_notification_manager_sms_form"))
        self.assertEqual(form.mode, "primary")
        arch = self.env[MANAGER].get_view(form.id)["arch"]
        self.assertRegex(
            arch, r'(?s)<group name="settings".*name="api_url".*name="user_name".*name="wiserv_password"'
        )
        self.assertEqual(arch.count('name="on_generate_voucher_template"'), 1, "another addon adds it, too")
        self.assertTrue(self.env.ref("g2p_notifications_wiserv.view_notification_manager_wiservsms_tree"))
        self.assertTrue(self.env.ref("g2p_notifications_wiserv.action_notification_manager_wiservsms"))
        menu = self.env.ref("g2p_notifications_wiserv.menu_notification_manager_wiservsms")
        self.assertEqual(menu.parent_id, self.env.ref("g2p_programs.g2p_manager_menu_root"))
        self.assertEqual(menu.sequence, 353)
        self.assertEqual(self.manager.get_manager_view_id(), form.id)

    def test_send_sms(self):
        self.assertEqual(self.manager.send_sms("0917 000 0001", "Hello", "Ana Reyes"), "Message Queued")
        self.gateway.behave("fault")
        self.assertIsNone(self.manager.send_sms("0917 000 0001", "Hello", "Ana Reyes"))
        self.assertIn("Ana Reyes", self.notes("Wiserv Failure Response")[0])
        self.company.wiserv_user_name = False
        with self.assertRaisesRegex(UserError, "Please configure Wiserv SMS configuration correctly."):
            self.manager.send_sms("0917 000 0001", "Hello")

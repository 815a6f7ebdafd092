# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.g2p_programs.tests.common import ProgramsCase

SMS = "g2p.program.notification.manager.sms"


class TestNotifications(ProgramsCase):
    @contextmanager
    def calls(self, hook):
        """Note the arguments of the hook; nothing else happens."""
        noted = []
        with patch.object(self.env.registry[SMS], hook, lambda manager, *args: noted.append(args)):
            yield noted

    def test_notify_hands_on_a_list_and_flags_one_of_it(self):
        members = self.members(3, "enrolled")
        with self.calls("on_enrolled_in_program") as calls:
            for waiting in (3, 2, 1, 0):
                self.program.notify_eligible_beneficiaries()
                self.assertIsInstance(calls[-1][0], list)
                self.assertEqual(len(calls[-1][0]), waiting)
        self.assertTrue(all(members.mapped("is_enrolled_notification_sent")))

    def test_the_button_of_one_member_calls_the_hook_and_the_programs_button_does_not(self):
        one, other = self.members(2)
        with self.calls("on_enrolled_in_program") as calls:
            one.enroll_eligible_registrants()
            self.program.enroll_eligible_registrants()
            self.assertIsNone(one.enroll_eligible_registrants())
        self.assertEqual(calls, [(one,)])
        self.assertEqual((other.state, other.is_enrolled_notification_sent), ("enrolled", False))
        one.Back_to_draft()
        self.assertTrue(one.is_enrolled_notification_sent, "for ever")

    def test_any_answer_of_the_payment_manager_counts_as_payment(self):
        batches = self.batches(1)
        with self.calls("on_payment_send") as calls:
            batches.send_payment()
            self.assertFalse(calls, "the default manager answers nothing")
            manager = self.program.get_manager(self.program.MANAGER_PAYMENT)
            with patch.object(type(manager), "_send_payments", return_value={"params": {"type": "danger"}}):
                batches.send_payment()
            self.assertEqual(calls, [(batches,)])
        self.assertFalse(batches.payment_ids.status)

    def test_cycles_call_no_hook(self):
        cycle = self.approved(1)
        self.program.get_manager(self.program.MANAGER_CYCLE).approver_group_id = self.env.ref(
            "base.group_user"
        )
        with self.calls("on_cycle_started") as started, self.calls("on_cycle_ended") as ended:
            cycle.to_approve()
            cycle.approve()
            cycle.mark_ended()
        self.assertEqual((cycle.state, started, ended), ("ended", [], []))

    def test_the_shell_is_silent_without_a_template_and_raises_with_one(self):
        shell = self.program.get_managers(self.program.MANAGER_NOTIFICATION)[0]
        member = self.members(1)
        member.partner_id.write({"phone": "0917 000 0001,0917 000 0002", "notification_preference": "sms"})
        self.assertIsNone(shell.on_enrolled_in_program(member))
        self.assertIsNone(shell.on_otp_send(otp=123456, phone="0917 000 0001"))
        values = {
            "name": "Enrolled",
            "model_id": self.env["ir.model"]._get_id(member._name),
            "body": "Welcome",
        }
        shell.on_enrolled_in_program_template = self.env["sms.template"].create(values)
        self.assertRaises(NotImplementedError, shell.on_enrolled_in_program, member)
        with patch.object(type(shell), "send_sms", lambda manager, phone, body: sent.append((phone, body))):
            sent = []
            shell.on_enrolled_in_program([member])
        self.assertEqual(sent, [("0917 000 0001,0917 000 0002", "Welcome")])

    def test_hooks_may_be_called_by_anybody(self):
        for hook in ("on_enrolled_in_program", "on_payment_send", "on_otp_send", "send_sms"):
            self.assertFalse(getattr(getattr(self.env.registry[SMS], hook), "_api_private", False), hook)

    def test_the_group_of_templates_comes_with_this_module_and_has_none_for_payments(self):
        base = self.env.ref("g2p_programs.view_notification_manager_sms_form")
        self.assertNotIn("notification_templates", base.arch)
        arch = self.env[SMS].get_view(base.id)["arch"]
        self.assertIn('<group name="notification_templates"', arch)
        for name in ("on_payment_send_template", 'group name="general"', 'group name="settings"'):
            self.assertNotIn(name, arch)

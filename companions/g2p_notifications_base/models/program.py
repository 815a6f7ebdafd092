# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models


class G2PProgram(models.Model):
    _inherit = "g2p.program"

    def _notify_managers(self, event, *args):
        # The flags are set when all managers were called: none of them silences another.
        answers = super()._notify_managers(event, *args)
        if answers and event == "on_enrolled_in_program":
            args[0].sudo().is_enrolled_notification_sent = True
        elif answers and event == "on_payment_send":
            paid = args[0].payment_ids.filtered(lambda p: p.status == "paid")
            paid.sudo().is_payment_notification_sent = True
        return answers

    def notify_eligible_beneficiaries(self):
        """Tell every enrolled beneficiary who was not told yet, once for all on each notification manager.

        :return: client notification of type "success", or "warning" when there was nobody to tell
        """
        self.check_access("write")
        self._check_active()
        memberships = self.env["g2p.program_membership"].search(
            [
                ("program_id", "in", self.ids),
                ("state", "=", "enrolled"),
                ("is_enrolled_notification_sent", "=", False),
            ]
        )
        if not memberships:
            return self._notify_user(
                [self.env._("Every enrolled beneficiary was notified before.")], "warning"
            )
        lines, kind = [], "success"
        for program, members in memberships.grouped("program_id").items():
            answers = program._notify_managers("on_enrolled_in_program", members)
            if answers:
                lines += [self.env._("Beneficiaries notified, as they prefer: %d.", len(members)), *answers]
            else:
                lines.append(
                    self.env._("Give %s a notification manager with a template for enrolments.", program.name)
                )
                kind = "warning"
        return self._notify_user(lines, kind)

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sms_wiserv.policy import MASS_EVENT
from odoo.addons.sms_wiserv.tools.format_number import format_number

from .door import ANNOUNCEMENT, DOOR


class G2PWiservAnnouncement(models.Model):
    """The steps of an announcement, in a dialog: begin, look at it, go back, send."""

    _inherit = "g2p.wiserv.announcement"

    @api.model
    def _open_for(self, program, members=None, cycle=None):
        """Start one, in a dialog.

        :param members: program memberships picked from a list; None: all of the program, or of the cycle
        """
        program.check_access("read")
        manager = self.env[DOOR].sudo()._senders(program.sudo()).manager_ids[:1]
        if not manager:
            raise UserError(
                self.env._(
                    "The program %s has no Wiserv sender: add one to its notification managers.", program.name
                )
            )
        if members is not None:
            members.check_access("read")
        self.check_access("create")
        one = self.sudo().create(
            {
                "program_id": program.id,
                "cycle_id": cycle and cycle.id,
                "manager_id": manager.id,
                "chosen": members and members.ids,
            }
        )
        return one.with_env(self.env)._open()

    @api.model
    def _open_for_registrants(self, registrants):
        """Start one to registrants, in a dialog, by the company's own sender."""
        self.check_access("create")
        registrants.check_access("read")
        self.env.company._wiserv_sms_sender()
        one = self.sudo().create({"chosen": registrants.ids})
        return one.with_env(self.env)._open()

    def _open(self):
        to_beneficiaries = self.env._("Send SMS to Beneficiaries")
        return {
            "type": "ir.actions.act_window",
            "name": to_beneficiaries if self.program_id else self.env._("Send SMS to Registrants"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_check(self):
        """Show who gets it and who does not, before it is sent."""
        self.ensure_one()
        self.check_access("write")
        if not self.template_id and not (self.body or "").strip():
            raise UserError(self.env._("Write a text, or choose a template."))
        members = self._members()
        if not members:
            raise UserError(self.env._("There is nobody to tell."))
        if self.state != "sent":
            # The same clock as `write_date`, which this is compared with.
            now = self.env.cr.now()
            self.sudo().write({"state": "checked", "res_ids": members.ids, "checked_at": now})
        return self._open()

    def action_back(self):
        """Write on."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "checked":
            self.sudo().state = "draft"
        return self._open()

    def action_send(self):
        """Put it into the outbox for those whom the preview showed; many, right after the transaction."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "checked":
            raise UserError(self.env._("It has been sent already, or nobody has looked at it yet."))
        template = self.sudo().template_id
        if template.write_date and template.write_date > self.checked_at:
            raise UserError(self.env._("The template has been changed since: go back, and look at it again."))
        members = self.env[self.told_model].browse(self.res_ids).exists()._filtered_access("read")
        door, sender, occasion = self.env[DOOR], self._sender(), str(self.id)
        if len(members) > MASS_EVENT:
            door.see(ANNOUNCEMENT, members, occasion, sender=sender)
            count = format_number(self.env, len(members))
            line = self.env._("%s people are told in the next minutes.", count)
        else:
            line = door.queue(sender, ANNOUNCEMENT, members, occasion) or self.env._("Nobody was told.")
        self.sudo().write(
            {"state": "sent", "sent_at": fields.Datetime.now(), "sent_by": self.env.uid, "outcome": line}
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": line,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from ..tools.format_number import format_number
from .telling import Telling


class SmsWiservBefore(models.TransientModel):
    """Who would not be told, each with the reason."""

    _inherit = "sms.wiserv.before"

    left_out_ids = fields.One2many("sms.wiserv.before.person", "before_id")

    def action_left_out(self):
        """List who would not be told, of those whom the user may see."""
        self.check_access("read")
        listed, total = {}, 0
        for telling in (Telling(*shown) for shown in self.sudo().shown):
            total += sum(count for _reason, count in telling.reasons)
            for _id, partner, reason in telling.left_out:
                listed.setdefault((partner, reason), {"sender_id": telling.sender, "door": telling.door})
        people = self.env["res.partner"].browse({partner for partner, _reason in listed}).exists()
        readable = set(people._filtered_access("read").ids)
        dialog = self.sudo()
        dialog.left_out_ids.unlink()
        dialog.left_out_ids = [
            fields.Command.create({"partner_id": partner, "reason": reason, **by_whom})
            for (partner, reason), by_whom in listed.items()
            if partner in readable
        ]
        title = self.env._("Left Out")
        if len(dialog.left_out_ids) < total:
            shown = format_number(self.env, len(dialog.left_out_ids))
            title = self.env._(
                "Left Out: %(shown)s of %(all)s", shown=shown, all=format_number(self.env, total)
            )
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "sms.wiserv.before.person",
            "views": [(False, "list"), (False, "kanban")],
            "mobile_view_mode": "kanban",
            "domain": [("before_id", "=", self.id)],
        }


class SmsWiservBeforePerson(models.TransientModel):
    """Somebody who would be left out: number and wish can be mended, and the button pressed again."""

    _name = "sms.wiserv.before.person"
    _inherit = "sms.wiserv.mended"
    _description = "Person Left Out"
    _rec_name = "partner_id"

    before_id = fields.Many2one("sms.wiserv.before", required=True, ondelete="cascade", index=True)
    partner_id = fields.Many2one("res.partner", "Recipient", ondelete="cascade")
    reason = fields.Char()
    sender_id = fields.Many2one("sms.wiserv.sender", ondelete="cascade")
    door = fields.Char(groups=fields.NO_ACCESS)

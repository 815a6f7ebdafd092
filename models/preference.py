# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Who wants to be told: what new registrants begin with, and how many of a program are left out by it."""

from collections import Counter

from odoo import api, fields, models

from odoo.addons.sms_wiserv.groups import USER
from odoo.addons.sms_wiserv.tools.format_number import format_number
from odoo.addons.sms_wiserv.tools.sample import sample

from .door import DOOR

# A program is warned of when more than one in so many of its members gets no SMS.
_MANY = 5
# Of a program with more members, so many of them speak for all.
_LOOKED_AT = 1000


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    wiserv_default_preference = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]._fields["notification_preference"]._description_selection(self.env)
        ),
        string="New Registrants Get",
        config_parameter="g2p_notifications_base.default_notification_preference",
        default="none",
    )


class G2PProgram(models.Model):
    _inherit = "g2p.program"

    wiserv_left_out = fields.Char(compute="_compute_wiserv_left_out", groups=USER)

    @api.depends_context("lang")
    def _compute_wiserv_left_out(self):
        """Say of programs that tell by SMS that many of their members get none."""
        for program in self:
            members, looked_at, reasons = program.sudo()._wiserv_find_left_out()
            many = len(reasons) * _MANY > len(looked_at)
            program.wiserv_left_out = many and program._wiserv_left_out_line(members, looked_at, reasons)

    def _wiserv_find_left_out(self):
        """Return ``(enrolled members, those of them that were looked at, {id of one: reason})``.

        A reason has whoever would get no SMS now from any of the program's senders. Asked is what decides that when
        people are told, so it is the same; of a large program a sample is looked at, for somebody waits for the form.
        """
        members = self.env["g2p.program_membership"].browse()
        if not (senders := self.env[DOOR].sudo()._senders(self)):
            return members, members, {}
        members = members.search([("program_id", "in", self.ids), ("state", "=", "enrolled")], order="id")
        looked_at = members.browse(sample(members.ids, -(-len(members) // _LOOKED_AT)))
        looked_at.fetch(["partner_id"])
        door = self.env[DOOR].sudo()
        people = door._people(looked_at)
        of_each = [sender._recipients(door, "enrolled", people)[1] for sender in senders]
        return members, looked_at, {id_: of_each[0][id_] for id_ in set.intersection(*map(set, of_each))}

    def _wiserv_left_out_line(self, members, looked_at, reasons):
        times = len(members) / len(looked_at)
        # What was estimated looks like it.
        digits = None if times == 1 else -1 if len(members) < 10 * _LOOKED_AT else -2
        counts = {reason: round(count * times, digits) for reason, count in Counter(reasons.values()).items()}
        values = {
            "left_out": format_number(self.env, sum(counts.values())),
            "enrolled": format_number(self.env, len(members)),
            "reasons": self.env["sms.wiserv.skipped"]._count_reasons(counts),
        }
        if times > 1:
            return self.env._(
                "About %(left_out)s of %(enrolled)s beneficiaries get no SMS (%(reasons)s).", **values
            )
        if len(reasons) == 1:
            return self.env._("1 of %(enrolled)s beneficiaries gets no SMS (%(reasons)s).", **values)
        return self.env._("%(left_out)s of %(enrolled)s beneficiaries get no SMS (%(reasons)s).", **values)

    def action_wiserv_left_out(self):
        """List the members who get no SMS; of a large program those of whom none was ever accepted."""
        self.ensure_one()
        self.check_access("read")
        members, looked_at, reasons = self.sudo()._wiserv_find_left_out()
        if len(looked_at) < len(members):
            action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_person")
            return {
                **action,
                "domain": [("program_id", "in", self.ids)],
                "context": {"search_default_never": 1},
            }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Get No SMS"),
            "res_model": members._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", sorted(reasons))],
            "context": {"create": False},
        }

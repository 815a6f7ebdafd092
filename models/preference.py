# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Who wants to be told: what new registrants begin with, and how many of a program are left out by it."""

from odoo import api, fields, models

from odoo.addons.sms_wiserv.groups import USER

from .door import MANAGER

# A program is warned of when more than one in so many of its members gets no SMS.
_MANY = 5


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
            counts = (
                program._wiserv_count_left_out()
                if self.env["g2p.wiserv.door"]._senders(program.sudo())
                else None
            )
            program.wiserv_left_out = counts and program._wiserv_left_out_line(*counts)

    def _wiserv_count_left_out(self):
        """Return how many are enrolled, how many of them want no SMS, and how many others have no number."""
        self.env["g2p.program_membership"].flush_model(["program_id", "partner_id", "state"])
        self.env["res.partner"].flush_model(["notification_preference", "phone", "is_group"])
        self.env["g2p.phone.number"].flush_model(["partner_id", "disabled"])
        self.env.cr.execute(
            """SELECT count(*), count(*) FILTER (WHERE NOT wants),
                      count(*) FILTER (WHERE wants AND partner.is_group IS NOT TRUE AND coalesce(partner.phone, '') = ''
                        AND NOT EXISTS (SELECT 1 FROM g2p_phone_number AS number
                                         WHERE number.partner_id = partner.id AND number.disabled IS NULL))
                 FROM g2p_program_membership AS member
                 JOIN res_partner AS partner ON partner.id = member.partner_id
                CROSS JOIN LATERAL (
                    SELECT coalesce(partner.notification_preference, 'none') = ANY(%s) AS wants
                ) AS wish
                WHERE member.program_id = %s AND member.state = 'enrolled'""",
            (list(self.env[MANAGER].notification_types), self.id),
        )
        return self.env.cr.fetchone()

    def _wiserv_left_out_line(self, enrolled, unwilling, numberless):
        if (unwilling + numberless) * _MANY <= enrolled:
            return False
        reasons = [
            self.env._("want none: %s", unwilling) if unwilling else "",
            self.env._("have no number: %s", numberless) if numberless else "",
        ]
        return self.env._(
            "%(left_out)s of %(enrolled)s beneficiaries get no SMS (%(reasons)s).",
            left_out=unwilling + numberless,
            enrolled=enrolled,
            reasons=", ".join(filter(None, reasons)),
        )

    def action_wiserv_left_out(self):
        """Open the program's members of whom no SMS was ever accepted."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_person")
        return {**action, "domain": [("program_id", "=", self.id)], "context": {"search_default_never": 1}}

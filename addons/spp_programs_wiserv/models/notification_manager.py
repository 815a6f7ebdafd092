# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from odoo.addons.sms_wiserv.models.screens.empty_lists import count_seen
from odoo.addons.sms_wiserv.tools.template_field import template_field

from .door import DOOR, EVENTS, MANAGER, MEMBER


def _template(name, label=None):
    return template_field(f"spp_programs_wiserv.sms_template_{name}", label or EVENTS[name][0])


class WiservNotificationManager(models.Model):
    """A program's sender of SMS, as the program knows it; account, channel and outbox are the sender's."""

    _name = MANAGER
    _inherit = ["sms.wiserv.audience", "spp.base.program.notification.manager", "spp.manager.source.mixin"]
    _description = "Wiserv Notification Manager"

    _wiserv_door = DOOR
    _wiserv_otp_template = "otp_template_id"
    _wiserv_switches = {event: f"is_on_{event}" for event in EVENTS}
    _wiserv_event_templates = {event: f"{event}_template_id" for event in EVENTS}
    _wiserv_templates = {
        f"{event}_template_id": (model, {"cycle": "spp.cycle"} if model == MEMBER else {})
        for event, (_label, model) in EVENTS.items()
    } | {"otp_template_id": (MANAGER, {"otp": None, "phone": None})}

    is_on_entitlement_approved = fields.Boolean(default=True)
    is_on_inkind_approved = fields.Boolean(default=True)
    is_on_payment_paid = fields.Boolean(default=True)

    enrolled_in_program_template_id = _template("enrolled_in_program")
    cycle_started_template_id = _template("cycle_started")
    cycle_ended_template_id = _template("cycle_ended")
    entitlement_approved_template_id = _template("entitlement_approved")
    inkind_approved_template_id = _template("inkind_approved")
    payment_paid_template_id = _template("payment_paid")
    otp_template_id = _template("otp", "One-Time Password")

    has_consents = fields.Boolean(compute="_compute_has_consents")
    consent_purpose = fields.Char(
        default="SPBenefitDelivery",
        help="Only who has consented to this purpose is told; empty: consents are not asked for.",
    )

    def _compute_has_consents(self):
        self.has_consents = "consent_summary" in self.env["res.partner"]._fields

    def _wiserv_left_out(self, people):
        """Override of `sms_wiserv`: nor those who have not consented, where consents are kept."""
        left_out = super()._wiserv_left_out(people)
        if self.has_consents and (purpose := self.consent_purpose):
            without = people.filtered(
                lambda partner: purpose not in (partner.consent_summary or {}).get("purposes", ())
            )
            left_out = dict.fromkeys(without, "consent") | left_out
        return left_out


class SmsWiservSender(models.Model):
    """A sender of a program belongs to the program's company."""

    _inherit = "sms.wiserv.sender"

    _wiserv_belongs_to = "program_id"

    manager_ids = fields.One2many(MANAGER, "sender_id")
    program_id = fields.Many2one(related="manager_ids.program_id", store=True, index=True)

    @api.model
    def get_empty_list_help(self, help_message):
        """Override of `base` to say where a sender is added: on a program."""
        if count_seen(self, limit=1):
            return super().get_empty_list_help(help_message)
        return self.env.ref("spp_programs_wiserv.action_notification_manager_wiserv").sudo().help

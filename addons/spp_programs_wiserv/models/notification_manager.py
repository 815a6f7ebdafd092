# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from .door import EVENTS, MANAGER, MEMBER


def _template(name, label=None):
    def default(self):
        return self.env.ref(f"spp_programs_wiserv.sms_template_{name}", raise_if_not_found=False)

    label = label or EVENTS[name][0]
    return fields.Many2one("sms.template", label, default=default, ondelete="restrict")


class WiservNotificationManager(models.Model):
    """A program's sender of SMS, as the program knows it; account, channel and outbox are the sender's."""

    _name = MANAGER
    _inherit = [
        "sms.wiserv.audience",
        "sms.wiserv.delegate",
        "spp.base.program.notification.manager",
        "spp.manager.source.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _inherits = {"sms.wiserv.sender": "sender_id"}
    _description = "Wiserv Notification Manager"

    _wiserv_door = "spp.wiserv.door"
    _wiserv_event_templates = {event: f"{event}_template_id" for event in EVENTS}
    _wiserv_templates = {
        **{
            f"{event}_template_id": (model, {"cycle": "spp.cycle"} if model == MEMBER else {})
            for event, (_label, model) in EVENTS.items()
        },
        "otp_template_id": (MANAGER, {"otp": None, "phone": None}),
    }

    sender_id = fields.Many2one("sms.wiserv.sender", required=True, ondelete="restrict", index=True)
    name = fields.Char(related="sender_id.name", inherited=True, readonly=False, required=True, copy=True)

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

    @api.depends("sender_id.display_name")
    def _compute_display_name(self):
        """Override of `base`: as its sender is called."""
        for manager in self:
            manager.display_name = manager.sender_id.display_name

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

    def _wiserv_template(self, event):
        """Override of `sms_wiserv`: none where the event is switched off."""
        template = super()._wiserv_template(event)
        return template if event in EVENTS and self[f"is_on_{event}"] else template.browse()

    @api.private
    def on_otp_send(self, /, otp=None, phone=None, **data):
        """Send a one-time password at once; for other modules to call. See ``_send_otp`` of `sms_wiserv`."""
        return self._send_otp(self.sudo().otp_template_id, otp, phone, data)


class SmsWiservSender(models.Model):
    """A sender of a program belongs to the program's company."""

    _inherit = "sms.wiserv.sender"

    _wiserv_belongs_to = "program_id"

    manager_ids = fields.One2many(MANAGER, "sender_id")
    program_id = fields.Many2one(related="manager_ids.program_id", store=True, index=True)

    @api.depends("name", "program_id.name")
    def _compute_display_name(self):  # pylint: disable=missing-return
        """Override of `base` to tell apart those of several programs: OpenSPP's wizard proposes one name for all."""
        super()._compute_display_name()
        for sender in self:
            program = sender.sudo().program_id.name
            if program and program not in (sender.name or ""):
                sender.display_name = f"{sender.display_name} ({program})"

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import render_confidential

MEMBERSHIP_TEMPLATES = [("model", "=", "g2p.program_membership")]


class SMSNotificationManager(models.Model):
    """What a provider inherits: its sender gives ``send_sms``, and may replace the hooks by a queue."""

    _inherit = "g2p.program.notification.manager.sms"

    notification_types = ("sms", "both")
    _contact_field = "phone"

    on_enrolled_in_program_template = fields.Many2one(
        "sms.template", "Enrolment", domain=MEMBERSHIP_TEMPLATES
    )
    on_cycle_started_template = fields.Many2one("sms.template", "Cycle Started", domain=MEMBERSHIP_TEMPLATES)
    on_cycle_ended_template = fields.Many2one("sms.template", "Cycle Ended", domain=MEMBERSHIP_TEMPLATES)
    on_otp_send_template = fields.Many2one(
        "sms.template", "One-Time Password", domain=lambda self: [("model", "=", self._name)]
    )
    on_payment_send_template = fields.Many2one(
        "sms.template", "Payment", domain=[("model", "=", "g2p.payment")]
    )

    @api.private
    def on_otp_send(self, otp=None, phone=None, **data):
        """Send a one-time password at once.

        :param data: what else the template finds in its context
        :return: what ``send_sms`` returns
        :raise UserError: the manager has no template for it, or it cannot be filled in
        """
        return self.send_sms(phone, self._render_otp(otp, phone, **data))

    def _render_otp(self, otp, phone, **data):
        self.ensure_one()
        if not self.on_otp_send_template:
            raise UserError(self.env._("Choose a template for one-time passwords on %s first.", self.name))
        values = {**data, "otp": otp, "phone": phone}
        (body,) = render_confidential(self.on_otp_send_template, ("body",), self, values)
        return body

    @api.private
    def send_sms_to_membership(self, membership, body):
        partner = membership.partner_id
        return self.send_sms(partner._get_contact_partners("phone")[partner].phone, body)

    @api.private
    def send_sms(self, phone, body):
        """Send one SMS now, and return the gateway's reply, or None if it did not take it."""
        raise NotImplementedError

    def _send_event(self, template, records, contacts):
        for record_id, body in template._render_field("body", records.ids, compute_lang=True).items():
            self.send_sms(contacts[record_id].phone, body)

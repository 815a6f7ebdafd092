# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class SMSNotificationManager(models.Model):
    """A shell: whoever sends overrides `send_sms`. Without a template nothing happens, silently."""

    _inherit = "g2p.program.notification.manager.sms"

    notification_types = ("sms", "both")

    on_enrolled_in_program_template = fields.Many2one("sms.template")
    on_cycle_started_template = fields.Many2one("sms.template")
    on_cycle_ended_template = fields.Many2one("sms.template")
    on_otp_send_template = fields.Many2one("sms.template")
    on_payment_send_template = fields.Many2one("sms.template")

    def on_enrolled_in_program(self, program_memberships):
        template = self.on_enrolled_in_program_template
        if not template:
            return
        ids = [member.id for member in program_memberships]
        bodies = template._render_template(
            template.body, "g2p.program_membership", ids, engine="inline_template"
        )
        for member in program_memberships:
            self.send_sms_to_membership(member, bodies.get(member.id))

    def on_cycle_started(self, program_memberships, cycle_id):
        return

    def on_cycle_ended(self, program_memberships, cycle_id):
        return

    def on_payment_send(self, batch):
        return

    def on_otp_send(self, otp=None, phone=None, **data):
        """What comes along is visible to the template under its own name."""
        template = self.on_otp_send_template
        if not (template and otp and phone):
            return None
        values = {**data, "otp": otp, "phone": phone}
        bodies = template._render_template(
            template.body, self._name, self.ids, engine="inline_template", add_context=values
        )
        return self.send_sms(phone, bodies[self.id])

    def send_sms_to_membership(self, membership, body):
        partner = membership.partner_id
        if partner.notification_preference in self.notification_types and partner.phone and body:
            return self.send_sms(partner.phone, body)
        return None

    def send_sms(self, phone, body):
        raise NotImplementedError()

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


def wants(manager, partner):
    return partner.notification_preference in manager.notification_types and partner.email


class EmailNotificationManager(models.Model):
    _name = "g2p.program.notification.manager.email"
    _inherit = ["g2p.base.program.notification.manager", "g2p.manager.source.mixin"]
    _description = "Email Notification Manager"

    notification_types = ("email", "both")

    send_immediately = fields.Boolean()
    on_enrolled_in_program_template = fields.Many2one("mail.template")
    on_cycle_started_template = fields.Many2one("mail.template")
    on_cycle_ended_template = fields.Many2one("mail.template")
    on_otp_send_template = fields.Many2one("mail.template")
    on_payment_send_template = fields.Many2one("mail.template")

    def on_enrolled_in_program(self, program_memberships):
        template = self.on_enrolled_in_program_template
        for member in program_memberships if template else ():
            if wants(self, member.partner_id):
                template.send_mail(member.id, force_send=self.send_immediately)

    def on_cycle_started(self, program_memberships, cycle_id):
        return

    def on_cycle_ended(self, program_memberships, cycle_id):
        return

    def on_payment_send(self, batch):
        """Of all channels it alone asks for the flag and sets it."""
        template = self.on_payment_send_template
        for payment in batch.payment_ids if template else ():
            news = payment.status == "paid" and not payment.is_payment_notification_sent
            if news and wants(self, payment.partner_id):
                template.send_mail(payment.id, force_send=self.send_immediately)
                payment.is_payment_notification_sent = True

    def on_otp_send(self, otp=None, email=None, **data):
        """Calls a method that Odoo 19 has no longer, so that it raises."""
        template = self.on_otp_send_template
        if not (template and otp and email):
            return None
        values = template.generate_email(self.id, ["subject", "email_from"])
        mail = self.env["mail.mail"].create({**values, "email_to": email})
        mail.send()
        return mail

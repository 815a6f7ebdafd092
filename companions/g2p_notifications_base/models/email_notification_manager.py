# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import render_confidential

MEMBERSHIP_TEMPLATES = [("model", "=", "g2p.program_membership")]


class EmailNotificationManager(models.Model):
    _name = "g2p.program.notification.manager.email"
    _inherit = "g2p.base.program.notification.manager"
    _description = "E-mail Notification Manager"

    notification_types = ("email", "both")
    _contact_field = "email"

    on_enrolled_in_program_template = fields.Many2one(
        "mail.template", "Enrolment", domain=MEMBERSHIP_TEMPLATES
    )
    on_cycle_started_template = fields.Many2one("mail.template", "Cycle Started", domain=MEMBERSHIP_TEMPLATES)
    on_cycle_ended_template = fields.Many2one("mail.template", "Cycle Ended", domain=MEMBERSHIP_TEMPLATES)
    on_otp_send_template = fields.Many2one(
        "mail.template", "One-Time Password", domain=lambda self: [("model", "=", self._name)]
    )
    on_payment_send_template = fields.Many2one(
        "mail.template", "Payment", domain=[("model", "=", "g2p.payment")]
    )
    send_immediately = fields.Boolean(help="Send when the event is saved, instead of with Odoo's mail queue.")

    def _send_event(self, template, records, contacts):
        mails = template.send_mail_batch(records.ids)
        if self.send_immediately:
            mails.send_after_commit()

    @api.private
    def on_otp_send(self, otp=None, phone=None, **data):
        """Mail a one-time password at once, past the mail queue, which would store it.

        :param phone: whose password it is, if ``data`` holds no ``email``
        :param data: ``email``, the recipient's address, and what else the template finds in its context
        :return: the message's id, or None if it is not known where to send it
        :raise UserError: the manager has no template for it, or it cannot be filled in
        :raise MailDeliveryException: the mail server did not take it
        """
        self.ensure_one()
        template = self.on_otp_send_template
        if not template:
            raise UserError(self.env._("Choose a template for one-time passwords on %s first.", self.name))
        email = data.get("email") or self._find_email(phone)
        if not email:
            return None
        sender, subject, body = render_confidential(
            template, ("email_from", "subject", "body_html"), self, {**data, "otp": otp, "phone": phone}
        )
        company = self.program_id.company_id or self.env.company
        server = self.env["ir.mail_server"].sudo()
        message = server._build_email__(
            email_from=sender or company.email_formatted,
            email_to=[email],
            subject=subject,
            body=body,
            subtype="html",
        )
        self.env.flush_all()  # what the database refuses, it refuses before the mail has left
        return server.send_email(message, mail_server_id=template.sudo().mail_server_id.id)

    def _find_email(self, phone):
        """Return the e-mail of the one registrant with this number; with several it may not be theirs."""
        partners = phone and self.env["res.partner"].sudo().search(
            [("is_registrant", "=", True), ("phone", "=", phone)], limit=2
        )
        return partners.email if partners and len(partners) == 1 else None

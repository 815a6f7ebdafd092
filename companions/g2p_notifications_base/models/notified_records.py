# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class NotifiedMixin(models.AbstractModel):
    """Records of a registrant that e-mails are about: a household's may go to its head or another member."""

    _name = "g2p.notified.mixin"
    _description = "Notified Record Mixin"

    def _message_add_default_recipients(self):
        recipients = super()._message_add_default_recipients()
        contacts = self.sudo().partner_id._get_contact_partners("email")
        for record in self.sudo():
            recipients[record.id]["partners"] = contacts[record.partner_id].with_env(self.env)
        return recipients


class G2PProgramMembership(models.Model):
    _name = "g2p.program_membership"
    _inherit = ["g2p.program_membership", "g2p.notified.mixin"]

    is_enrolled_notification_sent = fields.Boolean("Notified of Enrolment", readonly=True, copy=False)

    def write(self, vals):
        if vals.get("state", "enrolled") != "enrolled":
            vals = {**vals, "is_enrolled_notification_sent": False}
        return super().write(vals)


class G2PPayment(models.Model):
    _name = "g2p.payment"
    _inherit = ["g2p.payment", "g2p.notified.mixin"]

    is_payment_notification_sent = fields.Boolean("Notified of Payment", readonly=True, copy=False)

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class EmailNotificationManager(models.Model):
    _inherit = "g2p.program.notification.manager.email"

    on_generate_voucher_template = fields.Many2one("mail.template")

    def on_generate_voucher(self, entitlements):
        template = self.on_generate_voucher_template
        for entitlement in entitlements if template else ():
            if entitlement.partner_id.email:
                template.send_mail(entitlement.id, force_send=self.send_immediately)

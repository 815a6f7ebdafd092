# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class SMSNotificationManager(models.Model):
    _inherit = "g2p.program.notification.manager.sms"

    on_generate_voucher_template = fields.Many2one("sms.template")

    def on_generate_voucher(self, entitlements):
        """Preference and phone are not asked for."""
        if not self.on_generate_voucher_template:
            return
        template = self.on_generate_voucher_template
        bodies = template._render_template(template.body, "g2p.entitlement", entitlements.ids)
        for entitlement in entitlements:
            self.send_sms(entitlement.partner_id.phone, bodies[entitlement.id])

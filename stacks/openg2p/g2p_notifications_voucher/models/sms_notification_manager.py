# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class SMSNotificationManager(models.Model):
    _inherit = "g2p.program.notification.manager.sms"

    on_generate_voucher_template = fields.Many2one("sms.template")

    def on_generate_voucher(self, entitlements):
        """Neither the preference is asked for nor whether there is a phone."""
        template = self.on_generate_voucher_template
        if not template:
            return
        ids = [entitlement.id for entitlement in entitlements]
        bodies = template._render_template(template.body, "g2p.entitlement", ids, engine="inline_template")
        for entitlement in entitlements:
            self.send_sms(entitlement.partner_id.phone, bodies.get(entitlement.id))

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from odoo.addons.g2p_programs.models import constants
from odoo.addons.g2p_programs.models.actions import notification

CASH_MANAGER = "g2p.program.payment.manager.cash"


class G2PEntitlement(models.Model):
    _inherit = "g2p.entitlement"

    show_payment_prepare = fields.Boolean(compute="_compute_show_payment_buttons")

    def _compute_show_payment_buttons(self):
        for entitlement in self:
            manager = self.program_id.get_manager(constants.MANAGER_PAYMENT)
            open_one = entitlement.state == "approved" and entitlement.payment_status != "paid"
            entitlement.show_payment_prepare = bool(manager) and manager._name == CASH_MANAGER and open_one

    def prepare_and_send_payment_cash(self):
        """The second door: past `send_payments`, and so past whoever waits there for payments."""
        self.ensure_one()
        title = self.env._("Payment")
        manager = self.program_id.get_manager(constants.MANAGER_PAYMENT)
        if self.state != "approved":
            return notification(title, self.env._("Not approved."), "danger", sticky=True)
        if not manager or manager._name != CASH_MANAGER:
            return notification(
                title, self.env._("This program does not pay in cash."), "danger", sticky=True
            )
        _payments, batches = manager._prepare_payments(self.cycle_id, self)
        manager._send_payments(batches)
        return notification(title, self.env._("Paid in cash."), sticky=True)

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import uuid

from odoo import Command, fields, models

MAX_BATCHES_FOR_SYNC = 50


class DefaultPaymentManager(models.Model):
    _name = "g2p.program.payment.manager.default"
    _inherit = "g2p.manager.source.mixin"
    _description = "Default Payment Manager"

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("g2p.program", required=True)
    create_batch = fields.Boolean()
    max_batch_size = fields.Integer(default=500)

    def prepare_payments(self, cycle, entitlements=None):
        entitlements = entitlements or cycle.entitlement_ids.filtered(
            lambda entitlement: entitlement.state == "approved" and not entitlement.payment_ids
        )
        payments = self.env["g2p.payment"].create(
            [
                {
                    "name": str(uuid.uuid4()),
                    "entitlement_id": entitlement.id,
                    "cycle_id": entitlement.cycle_id.id,
                    "amount_issued": entitlement.initial_amount,
                }
                for entitlement in entitlements
            ]
        )
        batches = self.env["g2p.payment.batch"]
        for start in range(0, len(payments), self.max_batch_size) if self.create_batch else ():
            chunk = payments[start : start + self.max_batch_size]
            batch = batches.create({"cycle_id": cycle.id, "payment_ids": [Command.set(chunk.ids)]})
            chunk.update({"batch_id": batch.id})
            batches += batch
        return _notification(self.env._("%s payments issued.", len(payments)), "success")

    def send_payments(self, batches):
        """From 50 batches on in one job."""
        if len(batches) < MAX_BATCHES_FOR_SYNC:
            return self._send_payments(batches)
        self.with_delay()._send_payments(batches)
        return _notification(self.env._("Payments are being sent."), "success")

    def _send_payments(self, batches):
        """The default pays nobody."""
        return None


def _notification(message, kind):
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"message": message, "type": kind, "sticky": False},
    }

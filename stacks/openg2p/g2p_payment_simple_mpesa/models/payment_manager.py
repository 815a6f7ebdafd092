# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging

from odoo import api, fields, models

from odoo.addons.g2p_programs.models.actions import notification

_logger = logging.getLogger(__name__)


class PaymentManager(models.Model):
    _inherit = "g2p.program.payment.manager"

    @api.model
    def _selection_manager_ref_id(self):
        mpesa = ("g2p.program.payment.manager.simple.mpesa", "Simple MPesa Payment Manager")
        return [*super()._selection_manager_ref_id(), mpesa]


def pay(manager, payment):
    """Field by field, paid before the amount is known; whatever raises meanwhile is swallowed, without savepoint."""
    if payment.state != "issued" or payment.status == "paid":
        return False
    try:
        payment.state = "sent"
        payment.status = "paid"
        payment.amount_paid = int(payment.amount_issued)
        payment.payment_datetime = fields.Datetime.now()
    except Exception:
        _logger.exception("A payment failed")
        manager.message_post(body=manager.env._("A payment failed."), subject=manager.env._("Mobile Money"))
        return False
    return True


class G2PPaymentManagerSimpleMpesa(models.Model):
    _name = "g2p.program.payment.manager.simple.mpesa"
    _inherit = ["g2p.program.payment.manager.default", "mail.thread", "mail.activity.mixin"]
    _description = "Simple MPesa Payment Manager"

    batch_tag_ids = fields.Many2many(
        "g2p.payment.batch.tag", "g2p_pay_batch_tag_pay_manager_simple_mpesa", string="Batch Tags"
    )
    create_batch = fields.Boolean("Automatically Create Batch", default=True)
    payee_id_type = fields.Selection(
        [
            ("bank_acc_no", "Bank Account Number"),
            ("bank_acc_iban", "IBAN"),
            ("phone", "Phone"),
            ("email", "Email"),
            ("reg_id", "Registrant ID"),
        ],
        "Payee ID Field",
        required=True,
    )
    reg_id_type_for_payee_id = fields.Many2one("g2p.id.type", "Payee DFSP ID Type")
    customer_type = fields.Char(default="subscriber")
    auth_endpoint_url = fields.Char("Authentication Endpoint URL", required=True)
    payment_endpoint_url = fields.Char("Payment Endpoint URL", required=True)
    api_timeout = fields.Integer("API Timeout", default=10)
    username = fields.Char(required=True)
    password = fields.Char(required=True)

    def _send_payments(self, batches):
        """The requests of the real one are left out, as if all went well."""
        title = self.env._("Payment")
        if not batches:
            return notification(title, self.env._("There is no batch."), "warning", sticky=True)
        paid = 0
        for batch in batches.filtered(lambda batch: not batch.batch_has_started):
            batch.batch_has_started = True
            paid_of_batch = sum(pay(self, payment) for payment in batch.payment_ids)
            if paid_of_batch == len(batch.payment_ids):
                batch.batch_has_completed = True
            paid += paid_of_batch
        everybody = sum(len(batch.payment_ids) for batch in batches)
        kind = "success" if paid == everybody else "warning" if paid else "danger"
        return notification(title, self.env._("Payments sent: %s", paid), kind, sticky=True)

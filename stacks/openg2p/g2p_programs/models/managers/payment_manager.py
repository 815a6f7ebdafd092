# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from uuid import uuid4

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ..actions import jobs_done, notification, start_jobs


class PaymentManager(models.Model):
    _name = "g2p.program.payment.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Payment Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("g2p.program.payment.manager.default", "Default")]


def issue(entitlement):
    payment = entitlement.env["g2p.payment"].create(
        {
            "name": str(uuid4()),
            "entitlement_id": entitlement.id,
            "cycle_id": entitlement.cycle_id.id,
            "amount_issued": entitlement.initial_amount,
            "payment_fee": entitlement.transfer_fee,
            "state": "issued",
        }
    )
    payment.account_number = payment.partner_id.bank_ids[:1].acc_number
    return payment


def new_batch(cycle, tag):
    return cycle.env["g2p.payment.batch"].create(
        {
            "name": str(uuid4()),
            "cycle_id": cycle.id,
            "stats_datetime": fields.Datetime.now(),
            "tag_id": tag.id,
        }
    )


class BasePaymentManager(models.AbstractModel):
    _name = "g2p.base.program.payment.manager"
    _inherit = "base.programs.manager"
    _description = "Base Payment Manager"

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("g2p.program", required=True)

    def prepare_payments(self, entitlements):
        raise NotImplementedError()

    def send_payments(self, batches):
        raise NotImplementedError()

    def validate_accounts(self, entitlements):
        raise NotImplementedError()

    def mark_job_as_done(self, cycle, msg):
        self.ensure_one()
        jobs_done(cycle, msg)


class DefaultFilePaymentManager(models.Model):
    _name = "g2p.program.payment.manager.default"
    _inherit = ["g2p.base.program.payment.manager", "g2p.manager.source.mixin"]
    _description = "Default Payment Manager"

    MAX_PAYMENTS_FOR_SYNC_PREPARE = 200
    MAX_BATCHES_FOR_SYNC_SEND = 50

    currency_id = fields.Many2one("res.currency", related="program_id.journal_id.currency_id")
    create_batch = fields.Boolean("Automatically Create Batch")
    batch_tag_ids = fields.Many2many(
        "g2p.payment.batch.tag", "g2p_pay_batch_tag_pay_manager_def", string="Batch Tags"
    )

    @api.onchange("create_batch")
    def on_change_create_batch(self):
        tags = self.env["g2p.payment.batch.tag"].sudo()
        if self.create_batch:
            values = {"name": f"Default {self.program_id.name}", "order": 1, "max_batch_size": 500}
            known = tags.search([(key, "=", value) for key, value in values.items()], limit=1)
            self.batch_tag_ids = [Command.link((known or tags.create(values)).id)]
        else:
            self.batch_tag_ids = [Command.clear()]

    @api.constrains("batch_tag_ids")
    def constrains_batch_tag_ids(self):
        for manager in self.filtered("create_batch"):
            if manager.batch_tag_ids.sorted("order")[-1:].domain != "[]":
                raise ValidationError(self.env._("The last batch tag must take everybody."))

    def prepare_payments(self, cycle, entitlements=None):
        title = self.env._("Payment")
        approved = (entitlements or cycle.entitlement_ids).filtered(lambda one: one.state == "approved")
        if not approved:
            return notification(title, self.env._("No entitlement is approved."), "danger")
        if len(approved) >= self.MAX_PAYMENTS_FOR_SYNC_PREPARE:
            self._prepare_payments_async(cycle, approved, len(approved))
            return notification(title, self.env._("Payments are being prepared."), sticky=True)
        payments, _batches = self._prepare_payments(cycle, approved)
        if not payments:
            return notification(title, self.env._("No payment was issued."), "danger")
        return notification(title, self.env._("Payments issued: %s", len(payments)))

    def _prepare_payments(self, cycle, entitlements):
        """Return payments and batches, or None. Only what a batch tag takes is paid: without tags nobody."""
        payments = batches = batch = None
        open_ones = entitlements.filtered(
            lambda one: (
                one.state == "approved" and all(payment.status == "failed" for payment in one.payment_ids)
            )
        )
        for tag in self.batch_tag_ids:
            taken = open_ones & open_ones.search(self._safe_eval(tag.domain))
            open_ones -= taken
            for number, entitlement in enumerate(taken):
                payment = issue(entitlement)
                payments = payments + payment if payments else payment
                if self.create_batch:
                    if number % tag.max_batch_size == 0:
                        batch = new_batch(cycle, tag)
                        batches = batches + batch if batches else batch
                    batch.payment_ids = [Command.link(payment.id)]
                    payment.batch_id = batch
        return payments, batches

    def _prepare_payments_async(self, cycle, entitlements, entitlements_count):
        start_jobs(
            cycle,
            self.env._("Preparing payments of %s entitlements started.", entitlements_count),
            "Payments are being made ready",
            [self.delayable()._prepare_payments(cycle, entitlements)],
            self.delayable().mark_job_as_done(cycle, self.env._("Payments are prepared.")),
        )

    def send_payments(self, batches):
        """From 50 batches on in a job for each cycle: what this returns then says nothing about payment."""
        if len(batches) < self.MAX_BATCHES_FOR_SYNC_SEND:
            return self._send_payments(batches)
        cycles, batches_of_cycles = self._group_batches_by_cycle(batches)
        for some in batches_of_cycles:
            self._send_payments_async(some[0].cycle_id, some)
        return notification(self.env._("Payment"), self.env._("Payments are being sent."), sticky=True)

    def _send_payments(self, batches):
        """Pays nobody."""
        if not batches:
            message = self.env._("There is no batch.")
            return notification(self.env._("Payment"), message, "warning", sticky=True)
        return None

    def _send_payments_async(self, cycle, batches):
        start_jobs(
            cycle,
            self.env._("Sending payments of %s batches started.", len(batches)),
            "Payments are on their way",
            [self.delayable()._send_payments(batches)],
            self.delayable().mark_job_as_done(cycle, self.env._("Payments are sent.")),
        )

    @api.model
    def _group_batches_by_cycle(self, batches):
        by_cycle = batches.grouped("cycle_id")
        return set(by_cycle), list(by_cycle.values())

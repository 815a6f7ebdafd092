# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# The hook of each event; its template is in the field of the same name with `_template` behind it.
HOOKS = {
    "enrolled": "on_enrolled_in_program",
    "payment": "on_payment_send",
    "cycle_started": "on_cycle_started",
    "cycle_ended": "on_cycle_ended",
    "voucher": "on_generate_voucher",
}
CYCLE_EVENTS = ("cycle_started", "cycle_ended")


def _default_template(name):
    def default(self):
        return self.env.ref(f"g2p_notifications_wiserv.sms_template_{name}", raise_if_not_found=False)

    return default


class WiservEvents(models.Model):
    """What a program does that a family should hear of: each event is one short method over one path."""

    _inherit = "g2p.program.notification.manager.wiserv"

    on_enrolled_in_program_template = fields.Many2one(
        default=_default_template("enrolled"), ondelete="restrict"
    )
    on_cycle_started_template = fields.Many2one(
        default=_default_template("cycle_started"), ondelete="restrict"
    )
    on_cycle_ended_template = fields.Many2one(default=_default_template("cycle_ended"), ondelete="restrict")
    on_otp_send_template = fields.Many2one(default=_default_template("otp"), ondelete="restrict")
    on_payment_send_template = fields.Many2one(default=_default_template("payment"), ondelete="restrict")
    on_generate_voucher_template = fields.Many2one(
        "sms.template", "Voucher Generated", domain=[("model", "=", "g2p.entitlement")], ondelete="restrict"
    )

    def _template_models(self):
        return {**super()._template_models(), "on_generate_voucher_template": "g2p.entitlement"}

    # === EVENTS === #

    @api.private
    def on_enrolled_in_program(self, program_memberships):
        """Override of `g2p_notifications_base` to queue an SMS for each membership; see :meth:`_queue`."""
        # Who leaves and is enrolled again is told again.
        return self._queue(
            "enrolled",
            program_memberships,
            lambda membership: fields.Datetime.to_string(membership.enrollment_date),
        )

    @api.private
    def on_payment_send(self, batch):
        """Override of `g2p_notifications_base` to queue an SMS for each paid payment; see :meth:`_queue`."""
        return self._queue("payment", batch.payment_ids.filtered(lambda payment: payment.status == "paid"))

    @api.private
    def on_cycle_started(self, program_memberships, cycle):
        """Override of `g2p_notifications_base` to queue an SMS for each membership; see :meth:`_queue`."""
        return self._queue("cycle_started", program_memberships, lambda _member: cycle.id, cycle=cycle.sudo())

    @api.private
    def on_cycle_ended(self, program_memberships, cycle):
        """Override of `g2p_notifications_base` to queue an SMS for each membership; see :meth:`_queue`."""
        return self._queue("cycle_ended", program_memberships, lambda _member: cycle.id, cycle=cycle.sudo())

    @api.private
    def on_generate_voucher(self, entitlements):
        """Queue an SMS for each entitlement whose voucher was generated; see :meth:`_queue`."""
        return self._queue("voucher", entitlements)

    # === PATH === #

    def _queue(self, event, records, occasion=None, **placeholders):
        """Put an SMS for each record into the outbox, in the caller's transaction, once per occasion.

        Nothing here stops the workflow: who cannot be told is listed as skipped with the reason, and a text
        that cannot be made becomes a failed message.

        :param str event: a key of :data:`HOOKS`; without a template for it this sender stays silent about it
        :param records: records with a ``partner_id`` and a ``program_id``, of the template's model
        :param occasion: ``record -> `` what tells two events of the same kind on one record apart
        :param placeholders: what the template finds besides the record, by name and in ``ctx``
        :return: what was queued and skipped as a line for the user; False when there is nothing to tell
        :rtype: str | bool
        """
        self.ensure_one()
        sender, records = self.sudo(), records.sudo()
        template = sender[f"{HOOKS[event]}_template"]
        if not template or not records:
            return False
        if sender._is_foreign_to(records):
            _logger.warning(
                "Sender %s belongs to another company than the program: nobody was told.", sender.id
            )
            return False
        keys = {
            record.id: f"{event}:{record.id}" + (f":{occasion(record)}" if occasion else "")
            for record in records
        }
        known = self.env["g2p.wiserv.sms"]._known_keys(sender, list(keys.values()))
        records = records.filtered(lambda record: keys[record.id] not in known)
        numbers, skipped = sender._recipients(records)
        bodies, errors = sender._render_bodies(template, records.browse(numbers), placeholders)
        skipped |= {id_: "empty_text" for id_, body in bodies.items() if not body}
        common = {
            "manager_id": sender.id,
            "company_id": sender._wiserv_company().id,
            "event": event,
            "res_model": records._name,
        }
        told, left_out = [], []
        for record in records:
            row = {
                **common,
                # Programs may share a sender.
                "program_id": record.program_id.id,
                "partner_id": record.partner_id.id,
                "res_id": record.id,
                "idempotency_key": keys[record.id],
            }
            if record.id in skipped:
                left_out.append({**row, "reason": skipped[record.id]})
                continue
            row["number"] = numbers[record.id]
            row["body"] = bodies.get(record.id)
            row["failure_reason"] = errors.get(record.id)
            row["state"] = "failed" if record.id in errors else "queued"
            row["priority"] = "0"
            told.append(row)
        if len(told) == 1:
            told[0]["priority"] = "1"
        new = self.env["g2p.wiserv.sms"].sudo()._enqueue(told)
        newly_skipped = self.env["g2p.wiserv.skipped"].sudo()._keep(sender, new, left_out)
        return sender._tell_event(
            event,
            [row for row in told if row["idempotency_key"] in new],
            [row["reason"] for row in left_out if row["idempotency_key"] in newly_skipped],
        )

    def _is_foreign_to(self, records):
        return bool(records.sudo().program_id.company_id - self._wiserv_company())

    def _tell_event(self, event, rows, reasons):
        """Wake the dispatcher, tell administrators of a channel that cannot send, and note the counts.

        :param list[dict] rows: new messages
        :param list[str] reasons: why each of the others was skipped
        """
        errors = [row["failure_reason"] for row in rows if row["state"] == "failed"]
        queued = len(rows) - len(errors)
        if queued:
            self.env["g2p.wiserv.sms"]._wake_dispatcher()
            if obstacle := self._wiserv_obstacle():
                self._channel_tell(obstacle)
        labels = self.env["g2p.wiserv.sms"]._fields["event"]._description_selection(self.env)
        return self._post_event(dict(labels)[event], queued, errors, reasons)

    # === ONCE MORE === #

    def _obstacle_to_tell(self, event, records, key):
        """Return the sentence that says why this sender cannot tell of an event now, or ``""``."""
        if self._is_foreign_to(records):
            return self.env._("%s belongs to another company than the program.", self.name)
        if not self.sudo()[f"{HOOKS[event]}_template"]:
            return self.env._("%s has no template for this event.", self.name)
        if event in CYCLE_EVENTS and not self._event_cycle(key):
            return self.env._("The cycle that these people were to be told of is gone.")
        return ""

    def _event_again(self, event, records, key):
        """Run an event anew for records that it skipped.

        :param str key: idempotency key of one of them
        :return: as :meth:`_queue`
        """
        if event in CYCLE_EVENTS:
            return getattr(self, HOOKS[event])(records, self._event_cycle(key))
        if event == "payment":
            return self._queue(event, records)
        return getattr(self, HOOKS[event])(records)

    def _render_event_body(self, event, record, key):
        """Return the text of the event's message with this idempotency key, made anew.

        :raise UserError: there is no template, or it cannot be filled in
        """
        if obstacle := self._obstacle_to_tell(event, record, key):
            raise UserError(obstacle)
        sender = self.sudo()
        template = sender[f"{HOOKS[event]}_template"]
        placeholders = {"cycle": self._event_cycle(key)} if event in CYCLE_EVENTS else {}
        return sender._render_body(template, record.sudo(), placeholders)

    def _event_cycle(self, key):
        return self.env["g2p.cycle"].sudo().browse(int(key.rsplit(":", 1)[1])).exists()

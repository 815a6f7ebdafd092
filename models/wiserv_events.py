# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import re

from odoo import fields, models
from odoo.exceptions import UserError

from .wiserv_skipped import SKIP_REASONS


def _default_template(name):
    return lambda self: self.env.ref(f"g2p_notifications_wiserv.sms_template_{name}", raise_if_not_found=False)


class WiservEvents(models.Model):
    """What a program does that a family should hear of: each event is one short method over one path."""

    _inherit = "g2p.program.notification.manager.wiserv"

    on_enrolled_in_program_template = fields.Many2one(default=_default_template("enrolled"))
    on_payment_send_template = fields.Many2one(default=_default_template("payment"))
    on_otp_send_template = fields.Many2one(default=_default_template("otp"))
    on_cycle_started_template = fields.Many2one(default=_default_template("cycle_started"))
    on_cycle_ended_template = fields.Many2one(default=_default_template("cycle_ended"))
    on_generate_voucher_template = fields.Many2one(
        "sms.template", "Voucher Generated Template", domain=[("model", "=", "g2p.entitlement")]
    )

    def _template_models(self):
        return {**super()._template_models(), "on_generate_voucher_template": "g2p.entitlement"}

    # === EVENTS === #

    def on_enrolled_in_program(self, program_memberships):
        """Override of `g2p_notifications_base` to queue an SMS for each membership; see :meth:`_queue`."""
        # Who leaves and is enrolled again is told again.
        return self._queue(
            "enrolled",
            program_memberships,
            self.on_enrolled_in_program_template,
            occasion=lambda membership: fields.Datetime.to_string(membership.enrollment_date),
        )

    def on_payment_send(self, batch):
        """Override of `g2p_notifications_base` to queue an SMS for each paid payment; see :meth:`_queue`."""
        paid = batch.payment_ids.filtered(lambda payment: payment.status == "paid")
        return self._queue("payment", paid, self.on_payment_send_template)

    def on_cycle_started(self, program_memberships, cycle):
        """Override of `g2p_notifications_base` to queue an SMS for each membership; see :meth:`_queue`."""
        template = self.on_cycle_started_template
        return self._queue(
            "cycle_started", program_memberships, template, lambda _membership: cycle.id, cycle=cycle.sudo()
        )

    def on_cycle_ended(self, program_memberships, cycle):
        """Override of `g2p_notifications_base` to queue an SMS for each membership; see :meth:`_queue`."""
        template = self.on_cycle_ended_template
        return self._queue(
            "cycle_ended", program_memberships, template, lambda _membership: cycle.id, cycle=cycle.sudo()
        )

    def on_generate_voucher(self, entitlements):
        """Queue an SMS for each entitlement whose voucher was generated; see :meth:`_queue`."""
        return self._queue("voucher", entitlements, self.on_generate_voucher_template)

    def _event_again(self, event, records, occasion):
        """Run an event anew for records that it skipped.

        :param str occasion: what :meth:`_queue` was given to tell the event from others of its kind
        """
        if event in ("cycle_started", "cycle_ended"):
            cycle = self.env["g2p.cycle"].sudo().browse(int(occasion)).exists()
            return cycle and getattr(self, f"on_{event}")(records, cycle)
        if event == "enrolled":
            return self.on_enrolled_in_program(records.filtered(lambda member: member.state == "enrolled"))
        template = {"payment": self.on_payment_send_template, "voucher": self.on_generate_voucher_template}
        return self._queue(event, records, template[event])

    # === PATH === #

    def _queue(self, event, records, template, occasion=None, **placeholders):
        """Put an SMS for each record into the outbox, in the caller's transaction, once per occasion.

        Nothing here stops the workflow: who cannot be told is listed as skipped with the reason, and a text
        that cannot be made becomes a failed message.

        :param str event: a value of the outbox's ``event``
        :param records: records with a ``partner_id``, of the template's model
        :param template: the ``sms.template``; without one this sender stays silent about the event
        :param occasion: what tells two events of the same kind on one record apart
        :param placeholders: what the template finds in ``ctx`` besides
        :return: what was queued and skipped as a sentence, or None
        :rtype: str | None
        """
        self.ensure_one()
        sender, records = self.sudo(), records.sudo()
        if not template or not records:
            return None
        keys = {
            record: f"{event}:{record.id}" + (f":{occasion(record)}" if occasion else "") for record in records
        }
        known = self.env["g2p.wiserv.sms"]._known_keys(sender, list(keys.values()))
        records = records.filtered(lambda record: keys[record] not in known)
        numbers, skipped = sender._recipients(records)
        bodies, errors = sender._render_bodies(template.sudo(), records.browse(numbers), placeholders)
        skipped |= {record: "empty_text" for record in records if bodies.get(record.id) == ""}
        urgent = len(keys) == 1
        rows = []
        for record in records:
            if record in skipped:
                continue
            rows.append(
                {
                    **sender._outbox_values(event, record),
                    "number": numbers[record.id],
                    "body": bodies.get(record.id),
                    "state": "failed" if record.id in errors else "queued",
                    "failure_reason": errors.get(record.id),
                    "priority": "1" if urgent else "0",
                    "idempotency_key": keys[record],
                }
            )
        new = self.env["g2p.wiserv.sms"].sudo()._enqueue(rows)
        self.env["g2p.wiserv.skipped"].sudo()._keep(
            sender,
            new,
            [
                {
                    **sender._outbox_values(event, record),
                    "reason": reason,
                    "idempotency_key": keys[record],
                }
                for record, reason in skipped.items()
            ],
        )
        return sender._tell_event(event, [row for row in rows if row["idempotency_key"] in new], skipped)

    def _outbox_values(self, event, record):
        return {
            "manager_id": self.id,
            "company_id": self._wiserv_company().id,
            "program_id": self.program_id.id,
            "partner_id": record.partner_id.id,
            "event": event,
            "res_model": record._name,
            "res_id": record.id,
        }

    def _recipients(self, records):
        """Return ``({record id: number as sent}, {record: reason to skip})``."""
        partners = records.partner_id
        partners.fetch(["notification_preference", "active", "phone", "is_group", "country_id"])
        contacts = partners._get_contact_partners("phone")
        company, wanted = self._wiserv_company(), self.notification_types
        numbers, e164, skipped = {}, {}, {}
        for record in records:
            partner = record.partner_id
            if not partner.active:
                skipped[record] = "inactive"
            elif partner.notification_preference not in wanted:
                skipped[record] = "preference"
            elif not (contacts[partner].phone or "").strip():
                skipped[record] = "no_number"
            else:
                contact = contacts[partner]
                number, international = contact._wiserv_format_number(
                    contact.phone, self.number_format, company
                )
                if number:
                    numbers[record.id], e164[record.id] = number, international
                else:
                    skipped[record] = "bad_number"
        blacklisted = set(
            self.env["phone.blacklist"].sudo().search([("number", "in", list(e164.values()))]).mapped("number")
        )
        for record_id, international in e164.items():
            if international in blacklisted:
                skipped[records.browse(record_id)] = "blacklisted"
                del numbers[record_id]
        return numbers, skipped

    def _render_bodies(self, template, records, placeholders):
        """Return ``({record id: text}, {record id: why there is none})``, each in its reader's language."""
        if not records:
            return {}, {}
        template = template.with_context(**placeholders)
        languages = {code for code, _name in self.env["res.lang"].get_installed()}

        def render(some):
            if template.lang:
                language = {"compute_lang": True}
            else:
                own = {record.id: record.partner_id.lang for record in some}
                language = {
                    "res_ids_lang": {id_: lang if lang in languages else None for id_, lang in own.items()}
                }
            with self.env.cr.savepoint(flush=False):
                return template._render_field("body", some.ids, **language)

        try:
            rendered, errors = render(records), {}
        except UserError:
            # One record's data may spoil the text of that record, never the others'.
            rendered, errors = {}, {}
            for record in records:
                try:
                    rendered |= render(record)
                except UserError as error:
                    errors[record.id] = self._render_error(template, record, error)
        return {id_: str(body).strip() for id_, body in rendered.items()}, errors

    def _render_error(self, template, record, error):
        found = re.search(r"while evaluating\n'?(.*?)'?$", str(error.__cause__), re.DOTALL)
        return self.env._(
            "The template %(template)s cannot be filled in for %(record)s: check %(placeholder)s.",
            template=template.name,
            record=record.display_name,
            placeholder="{{ %s }}" % found[1] if found else self.env._("its placeholders"),
        )

    def _tell_event(self, event, rows, skipped):
        """Wake the dispatcher, tell administrators of a channel that cannot send, and note the counts."""
        queued = sum(row["state"] == "queued" for row in rows)
        if queued:
            self.env["g2p.wiserv.sms"]._wake_dispatcher()
            if obstacle := self._wiserv_obstacle():
                self._channel_tell(obstacle)
        labels = dict(self.env["g2p.wiserv.skipped"]._fields["reason"]._description_selection(self.env))
        counts = {
            labels[reason]: sum(skip == reason for skip in skipped.values())
            for reason, _label in SKIP_REASONS
            if reason in skipped.values()
        }
        label = dict(self.env["g2p.wiserv.sms"]._fields["event"]._description_selection(self.env))[event]
        return self._post_event(label, queued, len(rows) - queued, counts)

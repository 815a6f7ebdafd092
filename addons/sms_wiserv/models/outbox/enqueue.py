# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging

from odoo import api, models

from ...wire import clean_text
from .event import TALLY, WITHOUT_SMS
from .reason import LONGEST_REASON

_logger = logging.getLogger(__name__)


class SmsWiservDoor(models.AbstractModel):
    """How a door's event becomes messages in the outbox: people, numbers, texts, who is skipped, and the note."""

    _inherit = "sms.wiserv.door"

    @api.model
    def _queue(self, sender, event, records, occasion, body):
        """Do what :meth:`queue` says; all records have all rights (sudo) here."""
        sender.ensure_one()
        body = body or (self._body(event, occasion) if isinstance(occasion, str) else "")
        template, placeholders = (None, {}) if body else self._template(sender, event, records, occasion)
        if not records or not (body or template):
            return False
        if obstacle := self._obstacle(sender, event, records, occasion):
            _logger.warning("Sender %s told nobody: %s", sender.id, obstacle)
            return False
        occasions = occasion if isinstance(occasion, dict) else dict.fromkeys(records.ids, str(occasion))
        keys = {id_: self._key(event, records, id_, occasions[id_]) for id_ in records.ids}
        known = self.env["sms.wiserv.message"]._known_keys(sender, list(keys.values()))
        records = records.filtered(lambda record: keys[record.id] not in known)
        people = self._people(records)
        if self.env.context.get(WITHOUT_SMS):
            numbers, skipped = {}, dict.fromkeys(records.ids, "unwanted")
        else:
            numbers, skipped = sender._recipients(self, event, people)
        addressed = records.browse(numbers)
        if body:
            bodies, errors = dict.fromkeys(addressed.ids, clean_text(body).strip()), {}
        else:
            bodies, errors = sender._render_bodies(template, addressed, placeholders, people)
        skipped |= {id_: "empty_text" for id_, text in bodies.items() if not text}
        verdicts = {text: sender._too_long(text) for text in set(bodies.values())}
        too_long = {id_: verdicts[text] for id_, text in bodies.items() if verdicts[text]}
        errors |= too_long
        common = {
            "sender_id": sender.id,
            "company_id": sender.company_id.id,
            "door": self._name,
            "event": event,
            "res_model": records._name,
        }
        told, left_out = [], []
        for record in records:
            row = {
                **common,
                "partner_id": people[record].id,
                "res_id": record.id,
                "occasion": occasions[record.id],
                "idempotency_key": keys[record.id],
            }
            if record.id in skipped:
                left_out.append({**row, "reason": skipped[record.id]})
                continue
            row["number"] = numbers[record.id]
            # A text from a template that is too long is not kept: resending renders it again.
            row["body"] = bodies.get(record.id) if body or record.id not in too_long else None
            row["failure_reason"] = errors.get(record.id, "")[:LONGEST_REASON] or None
            row["state"] = "failed" if record.id in errors else "queued"
            row["priority"] = "0"
            told.append(row)
        if len(told) == 1 and TALLY not in self.env.cr.precommit.data:
            told[0]["priority"] = "1"
        new = self.env["sms.wiserv.message"]._enqueue(told)
        newly_skipped = self.env["sms.wiserv.skipped"]._keep(sender, new, left_out)
        return sender._note_event(
            event,
            [row for row in told if row["idempotency_key"] in new],
            [row["reason"] for row in left_out if row["idempotency_key"] in newly_skipped],
        )

    @api.model
    def _key(self, event, records, record_id, occasion):
        """Return the idempotency key of one message; the model is in it, for events of several models."""
        return ":".join(filter(None, (event, records._name, str(record_id), occasion)))

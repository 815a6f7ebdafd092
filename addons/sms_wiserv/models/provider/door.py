# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models
from odoo.exceptions import UserError

from ...tools.sentences import in_words_of
from ...tools.sms_api import NOT_QUEUED
from ...wire import clean_text
from ...wire.result import REASONS

EVENT = "sms"
# {state of a message: state of Odoo's ``sms.sms``}; other states change nothing there.
STATES = {
    "queued": "process",
    "accepted": "pending",
    "failed": "error",
    "unknown": "error",
    "cancelled": "canceled",
}

# {reason of ``sms.wiserv.skipped``: failure type of ``sms.sms`` and of marketing's traces}; any other is an opt-out.
FAILURE_TYPES = {"blacklisted": "sms_blacklist", "expired": False, "gone": False}


def failure_type_of(reason):
    """Return Odoo's failure type for a reason of ``sms.wiserv.skipped``; False if it has none."""
    return FAILURE_TYPES.get(reason, "sms_optout")


class SmsWiservSmsDoor(models.AbstractModel):
    """The door of Odoo's own SMS; recipients, numbers and texts are those that Odoo has chosen."""

    _name = "sms.wiserv.sms.door"
    _inherit = "sms.wiserv.door"
    _description = "Door of Odoo's Own SMS"

    _asks_again = False

    @api.model
    def _obstacle(self, sender, event, records, occasion):
        """Override of `sms_wiserv`: nobody can be told again, since the text was erased when the SMS was left out."""
        return self.env._(
            "Of Odoo's own SMS no text is kept once it is left out: write a new SMS to these people."
        )

    # === INTO THE OUTBOX === #

    @api.model
    def _take(self, company, messages):
        """Queue SMS of one company; parameters and result as of ``SmsApiWiserv._send_sms_batch``."""
        own = company._wiserv_sms_sender()
        texts = {
            number["uuid"]: (number["number"], message["content"])
            for message in messages
            for number in message["numbers"]
        }
        records = self.env["sms.sms"].search([("uuid", "in", list(texts))])
        results, rows = [], []
        for sender, of_sender in records.grouped(
            lambda sms: sms._wiserv_named_sender(company) or own
        ).items():
            known = self._known(sender, of_sender)
            for sms in of_sender:
                number, text = texts[sms.uuid]
                row, state, why_not = self._row(sender, sms, number, text)
                if row and sms.uuid in known:
                    state, why_not = self._take_again(known[sms.uuid], row)
                    results.append({"uuid": sms.uuid, "state": state, "failure_reason": why_not})
                elif not row:
                    results.append({"uuid": sms.uuid, "state": state, "failure_reason": why_not})
                else:
                    rows.append(row)
                    results.append({"uuid": sms.uuid, "state": "processing"})
        if len(rows) == 1:
            rows[0]["priority"] = "1"
        if rows:
            outbox = self.env["sms.wiserv.message"]
            outbox._enqueue(rows)
            outbox._wake_dispatcher()
            for sender in self.env["sms.wiserv.sender"].browse({row["sender_id"] for row in rows}):
                if obstacle := sender._wiserv_obstacle():
                    sender._channel_tell(obstacle)
        return results

    def _known(self, sender, records):
        """Return ``{uuid: message}`` of the SMS that the outbox has; an empty recordset for those it has deleted."""
        outbox = self.env["sms.wiserv.message"]
        keys = {self._key_of(uuid): uuid for uuid in records.mapped("uuid")}
        messages = outbox.search([("door", "=", self._name), ("idempotency_key", "in", list(keys))])
        known = {keys[message.idempotency_key]: message for message in messages}
        purged = outbox._known_keys(sender, list(keys))
        return dict.fromkeys((keys[key] for key in purged), outbox) | known

    @api.model
    def _key_of(self, uuid):
        return f"{EVENT}:{uuid}"

    def _row(self, sender, sms, number, text):
        """Return ``(row for the outbox, "", "")``, or ``(None, state for Odoo, why it cannot be sent)``."""
        partner = sms._wiserv_people()[sms]
        as_sent, e164, reason = sender._usable_number(partner, [number or ""])
        if reason == "no_number":
            return None, "sms_number_missing", ""
        if reason:
            labels = self.env["sms.wiserv.skipped"]._reason_labels()
            return None, "wrong_number_format", labels[reason]
        written, of_partner, _reason = sender._usable_number(partner, [partner.phone or ""])
        if of_partner == e164:
            # Odoo stores the international form only; "as registered" means as the contact's field has it.
            as_sent = written
        body = clean_text(text or "").strip()
        why_not = sender._too_long(body) if body else REASONS["text"]
        if why_not:
            return None, NOT_QUEUED, in_words_of(self.env, why_not)
        note = sms.mail_message_id
        return (
            {
                "sender_id": sender.id,
                "company_id": sender.company_id.id,
                "door": self._name,
                "partner_id": partner.id,
                "event": EVENT,
                "res_model": note.model or sms._name,
                "res_id": note.res_id or sms.id,
                "occasion": sms.uuid,
                "number": as_sent,
                "body": body,
                "state": "queued",
                "priority": "0",
                "failure_reason": None,
                "idempotency_key": self._key_of(sms.uuid),
            },
            "",
            "",
        )

    def _take_again(self, message, row):
        """Send again what somebody retries in Odoo, unless it has arrived or waits; return as :meth:`_row` does."""
        if not message:
            return NOT_QUEUED, self.env._("The outbox has deleted it because of its age: write another SMS.")
        if message.state == "accepted" or message in message._not_resent()["taken"]:
            return "success", ""
        if message.state in ("failed", "unknown", "cancelled"):
            # Number and text may have been corrected in Odoo's SMS.
            message._rewrite(row["number"], row["body"])
            try:
                message.with_context(resend_unknown=True)._resend()
            except UserError as error:
                return NOT_QUEUED, str(error)
        return "processing", ""

    # === WHAT BECAME OF THEM === #

    @api.model
    def _outcome(self, messages):
        """Override of `sms_wiserv` to tell Odoo's SMS, notifications and marketing traces."""
        by_uuid = {message.occasion: message for message in messages if message.state in STATES}
        records = self.env["sms.sms"].search([("uuid", "in", list(by_uuid))])
        trackers = self.env["sms.tracker"].search([("sms_uuid", "in", list(by_uuid))])
        outcomes = {uuid: self._as_odoo_says(message) for uuid, message in by_uuid.items()}
        for (state, failure_type, _reason), alike in records.grouped(lambda sms: outcomes[sms.uuid]).items():
            alike.write(
                {"state": state, "failure_type": failure_type, "to_delete": state in ("pending", "canceled")}
            )
        for (state, failure_type, reason), alike in trackers.grouped(
            lambda tracker: outcomes[tracker.sms_uuid]
        ).items():
            if state == "canceled" and reason:
                alike._wiserv_left_out(failure_type, reason)
                continue
            if state == "canceled":
                alike._wiserv_take_back()
            alike._action_update_from_sms_state(state, failure_type=failure_type, failure_reason=reason)

    def _as_odoo_says(self, message):
        """Return ``(state, failure type, reason)``; Odoo has few types, so the reason says it all."""
        state = STATES[message.state]
        if state == "canceled" and message.left_out:
            return state, failure_type_of(message._left_out_for()), message.reason
        if state != "error":
            return state, False, False
        if message.state == "unknown":
            return state, "unknown", message.reason
        is_number = message.failure_reason == REASONS["number"]
        return state, "sms_number_format" if is_number else "sms_server", message.reason

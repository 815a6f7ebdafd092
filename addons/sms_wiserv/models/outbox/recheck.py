# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# What is put into the text of the queries here are constants.
# pylint: disable=sql-injection
import logging
from collections import namedtuple

from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools import groupby

from ...tools.by_halves import by_halves
from ...tools.sentences import LEFT_OUT
from .sql import HISTORY, NOW

_logger = logging.getLogger(__name__)

# A message as plain values: a dispatcher asks about thousands a second, and a record costs several times as much.
Asked = namedtuple(
    "Asked", "id sender_id door partner_id event res_model res_id occasion queued_at queued_for"
)
_LEAVE_OUT = f"""
    UPDATE sms_wiserv_message AS message
       SET state = 'cancelled', left_out = left_out.listed, failure_reason = left_out.sentence,
           number = NULL, body = NULL,
           attempts = attempts - CASE WHEN state = 'sending' THEN 1 ELSE 0 END,
           next_attempt_at = NULL, sent_at = NULL, dispatcher = NULL, answered_at = {NOW},
           history = {HISTORY.format(event="'cancelled. ' || left_out.sentence")}
      FROM (VALUES %s) AS left_out(id, sentence, listed)
     WHERE message.id = left_out.id
"""


class SmsWiservMessage(models.Model):
    """Asks doors again, just before messages are sent, whether they may be: things may have changed since.

    One-time passwords, tests and other direct sends have no door, and are not asked about.
    """

    _inherit = "sms.wiserv.message"

    left_out = fields.Boolean(
        groups=fields.NO_ACCESS, help="Cancelled because its recipient must not be told; may be queued anew."
    )

    def _ask_again(self, resent=False):
        """Ask the doors who may still be told, and at which number. More messages do not take more queries.

        :param resent: they are about to be queued anew, so their age does not count
        :return: ``({message id: number as it is sent}, {message id: reason to leave it out})``; messages without a
            door are in neither
        """
        self.env.invalidate_all()
        numbers, reasons = {}, {}
        for (sender_id, name, event, model), asked in groupby(
            self._asked(), lambda one: (one.sender_id, one.door, one.event, one.res_model)
        ):
            sender = self.env["sms.wiserv.sender"].sudo().browse(sender_id)
            # The door works in the sender's company, whoever runs the dispatcher.
            door = self.env["sms.wiserv.door"].with_company(sender._wiserv_company())._named(name)
            moved = [] if resent else [one for one in asked if one.queued_for not in (None, one.partner_id)]
            if not door._asks_again:
                # Nobody can be told of it again: it was for somebody who is no more.
                reasons |= {one.id: "gone" for one in moved}
                continue
            old = set() if resent else sender._too_old(asked)
            reasons |= {
                one.id: "gone" if not one.partner_id else "expired"
                for one in asked
                if not one.partner_id or one.id in old
            }
            # Of a contact itself the other one is told.
            about = {one.id for one in moved if model == "res.partner"}
            reasons |= self._no_news(
                door, sender, event, model, [one for one in asked if one.id not in {*reasons, *about}]
            )
            reasons = {one.id: "merged" for one in moved} | reasons
            people = {
                self.browse(one.id): self.env["res.partner"].sudo().browse(one.partner_id)
                for one in asked
                if one.id not in reasons
            }
            if people:
                found, skipped = sender._recipients(door, event, people)
                numbers |= found
                reasons |= skipped
        return numbers, reasons

    def _asked(self):
        """Return an ``Asked`` for each message with a door."""
        self.flush_recordset(Asked._fields[1:])
        self.env.cr.execute(
            f"SELECT {', '.join(Asked._fields)} FROM sms_wiserv_message WHERE id = ANY(%s) AND door IS NOT NULL",
            (self.ids,),
        )
        return [Asked(*row) for row in self.env.cr.fetchall()]

    def _ask_each_for_itself(self):
        """Ask as :meth:`_ask_again` does; if that raises, ask about halves, down to the messages that it fails for.

        :return: the same two, and the ids of the messages that asking failed for
        :raise psycopg2.OperationalError, psycopg2.InterfaceError: as they came, for the dispatcher
        """
        answers, unknown = by_halves(self, lambda some: some._ask_in_savepoint(), "Message", _logger)
        numbers, reasons = {}, {}
        for found, left_out in answers:
            numbers |= found
            reasons |= left_out
        return numbers, reasons, unknown

    def _ask_in_savepoint(self):
        with self.env.cr.savepoint(flush=False):
            return self._ask_again()

    @api.model
    def _no_news(self, door, sender, event, model, asked):
        """Return ``{message id: reason}`` of those whose record is gone, or that are not true any more."""
        ids = list({one.res_id for one in asked if one.res_id})
        there = (
            {record.id: record for record in door.env[model].browse(ids).exists()}
            if model in self.env
            else {}
        )
        reasons = {one.id: "gone" for one in asked if one.res_id not in there}
        told = [one for one in asked if one.id not in reasons]
        if model != "res.partner":
            people = door._people(door.env[model].browse([one.res_id for one in told]))
            reasons |= {
                one.id: "merged"
                for one in told
                if one.queued_for and people[there[one.res_id]].id not in (False, one.partner_id)
            }
        if told and event == self._counted(model):
            anew = self.browse([one.id for one in told])._told_anew()
            reasons |= dict.fromkeys(anew, "untrue")
        for occasion, alike in groupby(told, lambda one: one.occasion or ""):
            records = door.env[model].browse([one.res_id for one in alike])
            no_news = door._no_news(sender, event, records, occasion)
            if no_news:
                reasons |= {
                    one.id: no_news[there[one.res_id]] for one in alike if there[one.res_id] in no_news
                }
        return reasons

    @api.model
    def _heed(self, rows, numbers, reasons):
        """Change the numbers of messages that were just claimed, and leave out who must not be told.

        :param rows: as :meth:`_claim` returns them
        :param numbers, reasons: as :meth:`_ask_again` returns them
        :return: the rows of those that may go, with the numbers that they have now, and of the others
            ``{message id: (sender id, reason)}``
        """
        changed = {
            id_: numbers[id_] for id_, _sender, number, *_rest in rows if numbers.get(id_, number) != number
        }
        self._change_numbers(changed)
        claimed = self.browse([row[0] for row in rows])
        self._leave_out({message: reasons[message.id] for message in claimed if message.id in reasons})
        going = [
            (id_, sender, changed.get(id_, number), *rest)
            for id_, sender, number, *rest in rows
            if id_ not in reasons
        ]
        return going, {id_: (sender, reasons[id_]) for id_, sender, *_rest in rows if id_ in reasons}

    @api.model
    def _change_numbers(self, numbers):
        """Write ``{message id: number}``."""
        if numbers:
            # Past the cursor's own `execute`, which may log numbers.
            execute_values(
                self.env.cr._obj,
                """UPDATE sms_wiserv_message AS message SET number = now.number
                     FROM (VALUES %s) AS now(id, number)
                    WHERE message.id = now.id AND message.number IS DISTINCT FROM now.number""",
                list(numbers.items()),
                page_size=len(numbers),
            )
            self.invalidate_model(["number"])

    @api.model
    def _leave_out(self, left_out):
        """Cancel messages, forget their numbers and texts, and list those whom they were for.

        :param dict left_out: ``{message: reason}``; nobody else may have them in hand
        """
        if not left_out:
            return
        self.browse(m.id for m, reason in left_out.items() if reason == "merged")._follow_records()
        listed = self._listed(left_out)
        for sender, messages in groupby(listed, lambda message: message.sender_id):
            rows = [
                {
                    "sender_id": sender.id,
                    "company_id": message.company_id.id,
                    "door": message.door,
                    "event": message.event,
                    "res_model": message.res_model,
                    "occasion": message.occasion,
                    "reason": left_out[message],
                    **listed[message],
                }
                for message in messages
            ]
            self.env["sms.wiserv.skipped"]._keep(sender, set(), rows)
        execute_values(
            self.env.cr,
            _LEAVE_OUT,
            # Whoever is told of it on their own is not told of this one, too, whenever it is seen again.
            [
                (message.id, f"{LEFT_OUT} ({reason})", message in listed)
                for message, reason in left_out.items()
            ],
            page_size=len(left_out),
        )
        self.invalidate_model()
        self.env["sms.wiserv.door"]._announce([message.id for message in left_out])

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging
from contextlib import contextmanager
from dataclasses import replace

import psycopg2

from odoo import SUPERUSER_ID, api, models

from ...dispatch.direct_client import client_for
from ...policy import DIRECT_TIMEOUT
from ...tools.account_in_effect import account_of
from ...tools.isolation import read_committed
from ...tools.segments import count_segments
from ...tools.sentences import LANDLINE
from ...wire import ACCEPTED, REFUSED, Result, clean_text
from ...wire.result import REASONS

_logger = logging.getLogger(__name__)

_TYPED = 50  # characters that are kept of a text that is no number


class SmsWiservSender(models.Model):
    """Direct sends: SMS that are sent at once, and not queued. One-time passwords, tests, calls of other modules."""

    _inherit = "sms.wiserv.sender"

    def action_wiserv_test(self):
        """Open the dialog that sends a test SMS."""
        self.ensure_one()
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_test_sms")
        return {**action, "context": {"default_sender_id": self.id}}

    @api.private
    def send_sms(self, phone, body, partner_name=""):
        """Send one SMS at once.

        :param str phone: the recipient's number, as registered
        :param str body: the text; it is stored nowhere
        :param str partner_name: who it is for, named in the chatter note
        :return: the gateway's reply if it accepted the message, else None; chatter says which and why
        :rtype: str | None
        :raise UserError: the account is not configured
        """
        result = self.send_now("manual", phone, body, who=partner_name)
        return result.reply if result.outcome == ACCEPTED else None

    @api.private
    def send_now(self, event, phone, body, partner=None, source=None, who=""):
        """Send one SMS, keep a row of it without its text, write a chatter note, and return the Result.

        :param str event: a value of the message's field: ``otp``, ``manual`` or ``test``
        :param str phone: a phone field's text
        :param partner: the recipient, where there is a record
        :param source: the record that it is about
        :param str who: whom the note names in place of the partner
        :rtype: sms_wiserv.wire.Result
        :raise UserError: the account is not configured

        Row and note are committed on their own, so that they outlive a rollback by the caller, and nothing is
        written in the caller's transaction after the SMS has left: Odoo re-runs a transaction that fails to
        write, and would send again.
        """
        self.ensure_one()
        account = account_of(self, timeout=DIRECT_TIMEOUT)
        partner = partner or self.env["res.partner"]
        number, _e164, obstacle = self._usable_number(partner.sudo(), [phone])
        text = clean_text(body or "")
        refused = self._refused_here(obstacle, text)
        who = who or partner.display_name or ""
        values = {
            "sender_id": self.id,
            "partner_id": partner.id,
            "event": event,
            "res_model": source._name if source else False,
            "res_id": source.id if source else False,
            # Of what is no number, the beginning: anybody may have typed it, at any length.
            "number": number or clean_text(str(phone or "")[:_TYPED]),
            "segments": count_segments(text),
            "attempts": 0 if refused else 1,
        }
        self.env.flush_all()
        result = None
        try:
            with self._wiserv_own_transaction() as (sender, commit):
                with sender.env["sms.wiserv.message"]._dispatcher_lock(direct=True) as dispatcher:
                    if sender._remember_database():
                        # Others that send their first SMS at the same moment wait for it.
                        commit()
                    if event == "otp" and (too_many := sender._otp_refusal(values["number"], refused)):
                        sender._note_otp_refusal(values, too_many, who)
                        commit()
                        return too_many
                    message = sender.env["sms.wiserv.message"]._create_direct(
                        dict(values, dispatcher=dispatcher)
                    )
                    commit()
                    result = refused or client_for(account).send(number, body)
                    # The reply to a one-time password is not kept: it may hold the password in any form.
                    kept = replace(result, reply="") if event == "otp" else result
                    with _no_reason_to_send_again(message, "outcome"):
                        message._record_direct(kept)
                    commit()
                with _no_reason_to_send_again(message, "chatter note"):
                    sender._post_direct(message, kept, who)
                    if not refused:
                        sender._channel_after_direct(kept)
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            # After the SMS was sent, an error of the database must not reach the caller, who would send again. The row
            # has no outcome then, and becomes unknown.
            if result is None:
                raise
            _logger.warning("The connection was lost while a direct SMS was being recorded: %s", error)
        return result

    def _refused_here(self, obstacle, text):
        """Return the Result of an SMS that cannot be sent: wrong number, no text, too long a text; else None."""
        if obstacle:
            reason = LANDLINE if obstacle == "landline" else REASONS["number"]
            return Result(outcome=REFUSED, reply="", reason=reason, cause="number")
        if not text.strip():
            return Result(outcome=REFUSED, reply="", reason=REASONS["text"], cause="text")
        if too_long := self._too_long(text):
            return Result(outcome=REFUSED, reply="", reason=too_long, cause="length")
        return None

    @contextmanager
    def _wiserv_own_transaction(self):
        """Yield ``(self, commit)`` in a transaction of its own.

        A sender that the caller has created and not committed can be seen in the caller's transaction only: it
        is used then, and ``commit`` does nothing.
        """
        context = {**self.env.context, "mail_post_autofollow_author_skip": True}
        with self.env.registry.cursor() as cr:
            # A transaction that has waited for the lock on the count of one-time passwords must see what was counted.
            read_committed(cr)

            def begin():
                # The caller's transaction may hold locks, and cannot release them while it waits for this one.
                cr.execute("SET LOCAL lock_timeout = '2s'")

            def commit():
                cr.commit()  # pylint: disable=invalid-commit
                begin()

            begin()
            own = self.with_env(api.Environment(cr, SUPERUSER_ID, context))
            if own.exists():
                yield own, commit
                return
        yield self.with_user(SUPERUSER_ID).with_context(**context), lambda: None


@contextmanager
def _no_reason_to_send_again(message, what):
    """Run a write after the SMS was sent; if a lock or conflict prevents it, undo and log it, and go on.

    :raise psycopg2.OperationalError: the connection is lost
    """
    try:
        with message.env.cr.savepoint():
            yield
    except psycopg2.OperationalError as error:
        if message.env.cr.closed:
            raise
        _logger.warning("The %s of message %s was not written: %s", what, message.id, error)

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging
from contextlib import contextmanager

import psycopg2

from odoo import SUPERUSER_ID, api, models

from ..tools.shared_client import client_for
from ..tools.wiserv_api import ACCEPTED, REFUSED, Result
from ..tools.wiserv_api.result import REASONS
from .wiserv_account import account_of

_logger = logging.getLogger(__name__)

DIRECT_TIMEOUT = 10.0  # seconds: somebody is waiting for a one-time password


class WiservDirect(models.Model):
    """SMS that go out at once, past the outbox's queue: one-time passwords, tests, other modules' calls."""

    _inherit = "g2p.program.notification.manager.wiserv"

    @api.private
    def send_sms(self, phone, body, partner_name=""):
        """Override of `g2p_notifications_base` to send one SMS at once.

        :param str phone: the recipient's number, as registered
        :param str body: the text; it is stored nowhere
        :param str partner_name: who it is for, named in the chatter note
        :return: the gateway's reply if it accepted the message, else None; chatter says which and why
        :rtype: str | None
        :raise UserError: the account is not configured
        """
        result = self._send_now("manual", phone, body, who=partner_name)
        return result.reply if result.outcome == ACCEPTED else None

    @api.private
    def send_sms_to_membership(self, membership, body):
        """Override of `g2p_notifications_base`; returns and raises as :meth:`send_sms`."""
        partner = membership.partner_id
        result = self._send_now(
            "manual",
            partner.sudo()._get_contact_partners("phone")[partner].phone,
            body,
            partner=partner,
            source=membership,
        )
        return result.reply if result.outcome == ACCEPTED else None

    @api.private
    def on_otp_send(self, otp=None, phone=None, **data):
        """Override of `g2p_notifications_base`: render the OTP template and send it at once.

        :return: the gateway's reply if it accepted the message, else None
        :rtype: str | None
        :raise UserError: the account is not configured, or no OTP template is chosen
        """
        self.ensure_one()
        result = self._send_now("otp", phone, self._render_otp(otp, phone, **data))
        return result.reply if result.outcome == ACCEPTED else None

    def _send_now(self, event, phone, body, partner=None, source=None, who=""):
        """Send one SMS, keep a row of it without its text, write a chatter note, and return the Result.

        Row and note are committed on their own, so that they outlive a rollback by the caller, and nothing is
        written in the caller's transaction after the SMS has left: Odoo re-runs a transaction that fails to
        write, and would send again.
        """
        self.ensure_one()
        account = account_of(self, timeout=DIRECT_TIMEOUT)
        partner = partner or self.env["res.partner"]
        number, _e164 = partner._wiserv_format_number(phone, self.number_format, self._wiserv_company())
        who = who or partner.display_name or ""
        values = {
            "manager_id": self.id,
            "partner_id": partner.id,
            "event": event,
            "res_model": source._name if source else False,
            "res_id": source.id if source else False,
            "number": number or phone or "",
        }
        self.env.flush_all()
        result = None
        try:
            with self._wiserv_own_transaction() as (sender, commit):
                with sender.env["g2p.wiserv.sms"]._dispatcher_lock(direct=True) as dispatcher:
                    message = sender.env["g2p.wiserv.sms"]._create_direct(dict(values, dispatcher=dispatcher))
                    commit()
                    if number:
                        result = client_for(account).send(number, body)
                    else:
                        result = Result(outcome=REFUSED, reply="", reason=REASONS["number"], cause="number")
                    with _no_reason_to_send_again(message, "outcome"):
                        message._record_direct(result)
                    commit()
                with _no_reason_to_send_again(message, "chatter note"):
                    sender._post_direct(message, result, who)
                    sender._channel_after_direct(result)
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            # The SMS is on its way: nothing that the database does from then on may make the caller think
            # otherwise, and send again. A row without its outcome becomes unknown.
            if result is None:
                raise
            _logger.warning("The connection was lost while a direct SMS was being recorded: %s", error)
        return result

    @contextmanager
    def _wiserv_own_transaction(self):
        """Yield ``(self, commit)`` in a transaction of its own.

        A sender that the caller has created and not committed can be seen in the caller's transaction only: it
        is used then, and ``commit`` does nothing.
        """
        context = {**self.env.context, "mail_post_autofollow_author_skip": True}
        with self.env.registry.cursor() as cr:

            def begin():
                # The caller may hold locks that it cannot release while it waits for us.
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
    """Undo what a lock or a conflict keeps from being written, and go on."""
    try:
        with message.env.cr.savepoint():
            yield
    except psycopg2.OperationalError as error:
        if message.env.cr.closed:
            raise
        _logger.warning("The %s of message %s was not written: %s", what, message.id, error)

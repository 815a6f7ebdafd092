# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import psycopg2
from markupsafe import Markup

from odoo import models
from odoo.tools import mute_logger

from ...groups import ADMINISTRATOR
from ...tools.format_number import format_number
from ...tools.sentences import in_words_of

ACTIVITY = "sms_wiserv.mail_activity_type_channel"


class SmsWiservSender(models.Model):
    """The activity *SMS are held back*, for senders that cannot send; one for all senders of a paused account."""

    _inherit = "sms.wiserv.sender"

    def _channel_tell_held_back(self):
        """Give an administrator an activity for these senders if they cannot send; one for each paused account."""
        for sender in self:
            if sender.channel_state == "ready" or sender.pause_cause == "manual":
                continue
            others = sender._channel_account() if sender.paused_at else sender
            if any(other._thread().activity_search([ACTIVITY]) for other in others):
                continue
            sender._channel_tell(sender.channel_reason)

    def _channel_tell(self, reason):
        """Give an administrator an activity on each of these senders, unless it has one already.

        :param str reason: why nothing is sent; a sentence of ``tools/sentences.py`` is translated
        """
        for sender in self._lock_to_tell():
            thread = sender._thread()
            if thread.activity_search([ACTIVITY]):
                continue
            administrator = sender._wiserv_administrator()
            env = self.with_context(lang=administrator.lang).env
            note = Markup("<p>%s</p>") % in_words_of(env, reason)
            if sender.pause_reply:
                words = env._(
                    "The gateway said: %(reply)s (not accepted in a row: %(count)s)",
                    reply=sender.pause_reply,
                    count=format_number(env, sender.pause_count),
                )
                note += Markup("<p>%s</p>") % words
                note += sender.with_env(env)._link_to_ask()
            thread.activity_schedule(
                ACTIVITY,
                summary=env._("SMS are held back"),
                note=note,
                user_id=administrator.id,
            )

    def _lock_to_tell(self):
        """Lock and return those of these senders that nobody else writes now, or has since the transaction began.

        Of two that tell the same at once, in events of other people perhaps, one would fail.
        """
        self.flush_recordset()
        try:
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                self.env.cr.execute(
                    "SELECT id FROM sms_wiserv_sender WHERE id = ANY(%s) FOR NO KEY UPDATE SKIP LOCKED",
                    (self.ids,),
                )
                locked = {id_ for (id_,) in self.env.cr.fetchall()}
        except psycopg2.errors.SerializationFailure:
            if len(self) == 1:
                return self.browse()
            return self.browse().union(*(sender._lock_to_tell() for sender in self))
        return self.filtered(lambda sender: sender.id in locked)

    def _wiserv_administrator(self):
        """Return the user who gets the activities: the sender's creator if an SMS administrator, else the first one."""
        administrators = self.env.ref(ADMINISTRATOR).all_user_ids.filtered(
            lambda user: user.active and not user.share and self._wiserv_company() in user.company_ids
        )
        if self.create_uid in administrators:
            return self.create_uid
        return administrators.sorted("id")[:1] or self.env.ref("base.user_admin")

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# The queries hold constants only; values are passed as parameters.
# pylint: disable=sql-injection
from odoo import api, models

from ...policy import IMPLAUSIBLE_WAIT
from .sql import NOW

_IMPLAUSIBLE = f"interval '{IMPLAUSIBLE_WAIT} seconds'"


class SmsWiservMessage(models.Model):
    """When messages are due: which senders have some now, and when the next ones will be. Never commits."""

    _inherit = "sms.wiserv.message"

    @api.model
    def _heal_clock(self):
        """Make messages and probes due whose time is further ahead than any delay: the clock was set back since."""
        self.env.cr.execute(
            f"""UPDATE sms_wiserv_message SET next_attempt_at = NULL
                 WHERE state = 'queued' AND next_attempt_at > {NOW} + {_IMPLAUSIBLE}"""
        )
        self.env.cr.execute(
            f"""UPDATE sms_wiserv_sender SET probe_at = {NOW}
                 WHERE probe_at > {NOW} + {_IMPLAUSIBLE}"""
        )

    @api.model
    def _end_waits(self, senders):
        """Make messages of these senders due that wait for their next attempt."""
        self.env.cr.execute(
            """UPDATE sms_wiserv_message SET next_attempt_at = NULL
                WHERE sender_id = ANY(%s) AND state = 'queued' AND next_attempt_at IS NOT NULL""",
            (senders.ids,),
        )
        self.invalidate_model(["next_attempt_at"])

    @api.model
    def _waiting_senders(self):
        """Return the senders that have messages due, and are not paused or due for a probe; hours do not matter."""
        self.env.cr.execute(
            f"""SELECT id FROM sms_wiserv_sender AS sender
                 WHERE (paused_at IS NULL OR probe_at <= {NOW})
                   AND (EXISTS (SELECT 1 FROM sms_wiserv_message
                                 WHERE sender_id = sender.id AND company_id = sender.company_id
                                   AND state = 'queued' AND next_attempt_at IS NULL)
                     OR EXISTS (SELECT 1 FROM sms_wiserv_message
                                 WHERE sender_id = sender.id AND company_id = sender.company_id
                                   AND state = 'queued' AND next_attempt_at IS NOT NULL
                                   AND (next_attempt_at <= {NOW} OR sender.paused_at IS NOT NULL)))
                 ORDER BY id"""
        )
        ids = [id_ for (id_,) in self.env.cr.fetchall()]
        return self.env["sms.wiserv.sender"].browse(ids)

    @api.model
    def _due_now(self, senders):
        """Return those of :meth:`_waiting_senders` that may send now, and those of which code fails to tell.

        They are within their sending hours, or have urgent messages that may leave at any time.

        :rtype: tuple[senders, set[int]]
        """
        answers, troubled = senders._each_for_itself(lambda sender: sender._quiet())
        quiet = {id_: urgent for answer in answers.values() for id_, urgent in answer.items()}
        allowed = [id_ for id_, urgent in quiet.items() if urgent]
        if allowed:
            self.env.cr.execute(
                """SELECT DISTINCT sender_id FROM sms_wiserv_message AS message
                     JOIN sms_wiserv_sender AS sender ON sender.id = sender_id
                    WHERE sender_id = ANY(%s) AND message.company_id = sender.company_id
                      AND priority = '1' AND state = 'queued' AND next_attempt_at IS NULL""",
                (allowed,),
            )
            allowed = [id_ for (id_,) in self.env.cr.fetchall()]
        resting = {id_ for id_ in quiet if id_ not in allowed}
        return senders.filtered(lambda sender: sender.id not in resting | troubled), troubled

    @api.model
    def _next_due(self, senders):
        """Return when the next retry or probe is due, or sending hours begin for messages that wait (UTC, naive).

        None: there is nothing of the kind. What is due already does not count.

        :param senders: those whose hours are asked about, of :meth:`_waiting_senders`
        """
        self.env.cr.execute(
            f"""SELECT min(at) FROM (
                    SELECT probe_at AS at FROM sms_wiserv_sender
                     UNION ALL
                    SELECT next_attempt_at FROM sms_wiserv_message
                     WHERE state = 'queued' AND next_attempt_at IS NOT NULL
                ) AS times WHERE at > {NOW}"""
        )
        [(at,)] = self.env.cr.fetchall()
        openings, _troubled = senders._each_for_itself(lambda sender: sender._resting_until())
        times = [at, *openings.values()]
        return min(filter(None, times), default=None)

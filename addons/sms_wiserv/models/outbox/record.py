# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# The queries hold constants only; values are passed as parameters.
# pylint: disable=sql-injection
from odoo import api, models

from ...tools.prepared import Prepared
from .sql import HISTORY, NOW

# The columns of an outcome and their types in PostgreSQL: one array for each, one element for each message.
_OUTCOME = {
    "id": "int[]", "state": "text[]", "reply": "text[]", "reason": "text[]", "delay": "float[]", "uncounted": "int[]",
    "group_limit": "int[]", "event": "text[]",
}  # fmt: skip
_RECORD = Prepared(
    "sms_wiserv_record",
    f"""UPDATE sms_wiserv_message AS message
           SET state = outcome.state, reply = outcome.reply, failure_reason = outcome.reason,
               next_attempt_at = {NOW} + outcome.delay * interval '1 second',
               answered_at = CASE WHEN outcome.state <> 'queued' THEN {NOW} END,
               attempts = message.attempts - outcome.uncounted,
               group_limit = coalesce(outcome.group_limit, message.group_limit),
               dispatcher = NULL,
               history = {HISTORY.format(event="outcome.event")}
          FROM unnest(%(id)s, %(state)s, %(reply)s, %(reason)s, %(delay)s, %(uncounted)s, %(group_limit)s, %(event)s)
            AS outcome(id, state, reply, reason, delay, uncounted, group_limit, event)
         WHERE message.id = outcome.id AND message.dispatcher = %(dispatcher)s
           AND message.state IN ('sending', 'unknown')""",
    dispatcher="int",
    **_OUTCOME,
)


class SmsWiservMessage(models.Model):
    """How a dispatcher writes down what became of the messages that it claimed. Never commits.

    It bypasses the cursor's own ``execute``, which logs a failing query as a whole, with replies that may hold numbers.
    """

    _inherit = "sms.wiserv.message"

    @api.model
    def _record(self, dispatcher, outcomes):
        """Write the outcomes of messages that a dispatcher claimed.

        It also corrects messages that were marked as unknown because the dispatcher seemed dead, unless somebody has
        resent them.

        :param int dispatcher: the dispatcher's number
        :param outcomes: rows ``(id, state, reply, reason, delay, uncounted, group_limit, event)``. ``delay``: seconds
            until the next attempt, None: at once; ``uncounted``: 1 if the attempt does not count, else 0;
            ``group_limit``: how many messages may share its request, None: as before; ``event``: a line of history,
            or None
        """
        if outcomes:
            columns = dict(zip(_OUTCOME, map(list, zip(*outcomes, strict=True)), strict=True))
            _RECORD.execute(self.env.cr, {"dispatcher": dispatcher, **columns})
            self.invalidate_model()

    @api.model
    def _give_back_all(self, dispatcher):
        """Requeue everything that ``dispatcher`` has claimed and not recorded. It must have sent none of it."""
        self.env.cr.execute(
            """UPDATE sms_wiserv_message SET state = 'queued', attempts = attempts - 1, dispatcher = NULL,
                      failure_reason = NULL, answered_at = NULL
                WHERE dispatcher = %s AND state IN ('sending', 'unknown')""",
            (dispatcher,),
        )

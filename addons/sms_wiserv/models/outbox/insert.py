# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# The queries hold constants only; values are passed as parameters.
# pylint: disable=sql-injection
from psycopg2.extras import execute_values

from odoo import api, models

from .sql import NOW

_COLUMNS = (
    "sender_id", "company_id", "door", "partner_id", "event", "res_model", "res_id", "occasion", "number", "body",
    "state", "priority", "failure_reason", "idempotency_key", "segments", "segment_price", "queued_on",
)  # fmt: skip
# The columns that are overwritten when a message that was left out (``recheck.py``) is queued again.
_RENEWED = (
    "number", "body", "state", "priority", "failure_reason", "answered_at", "queued_at", "queued_on", "segments",
    "segment_price", "partner_id", "queued_for",
)  # fmt: skip
_renewed = ", ".join(f"EXCLUDED.{column}" for column in _RENEWED)

_FAILED_AT_ONCE = f"to_char({NOW}, 'YYYY-MM-DD HH24:MI:SS') || ' UTC: failed. ' || %s"


class SmsWiservMessage(models.Model):
    """The INSERT that puts messages into the outbox. Never commits.

    It bypasses the cursor's own ``execute``, which logs a failing query as a whole, with texts and numbers.
    """

    _inherit = "sms.wiserv.message"

    @api.model
    def _enqueue(self, rows):
        """Insert messages whose idempotency key is new for their sender; queue again those that were left out.

        :param list[dict] rows: a value for each of ``_COLUMNS``
        :return: the idempotency keys of the messages that are new
        :rtype: set[str]
        """
        self.flush_model()
        if rows:
            self.env["sms.wiserv.sender"]._remember_database()
        inserted = execute_values(
            self.env.cr._obj,
            f"""INSERT INTO sms_wiserv_message AS message
                    ({", ".join(_COLUMNS)}, queued_for, answered_at, history,
                     attempts, queued_at, create_uid, create_date, write_uid, write_date)
                VALUES %s
                ON CONFLICT (sender_id, idempotency_key)
                DO UPDATE SET ({", ".join(_RENEWED)}, left_out, attempts) = ({_renewed}, FALSE, 0)
                        WHERE message.left_out
                RETURNING idempotency_key""",
            # Two flags: a message whose text could not be made is answered, and has a line of history, at once.
            [
                (
                    *(row[column] or None for column in _COLUMNS),
                    row["partner_id"] or None,
                    *[row["state"] == "failed"] * 2,
                    row["failure_reason"],
                )
                for row in self._sized(rows)
            ],
            template=f"({', '.join(['%s'] * len(_COLUMNS))}, %s, CASE WHEN %s THEN {NOW} END, "
            f"CASE WHEN %s THEN {_FAILED_AT_ONCE} END, 0, {NOW}, "
            f"{self.env.uid}, {NOW}, {self.env.uid}, {NOW})",
            page_size=1000,
            fetch=True,
        )
        self.invalidate_model()
        self.env["sms.wiserv.person"]._look_again_at({row["partner_id"] for row in rows}, reached=False)
        return {key for (key,) in inserted}

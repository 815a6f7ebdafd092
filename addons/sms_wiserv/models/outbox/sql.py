# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Pieces of SQL that the outbox's queries share."""

# The time now as Odoo stores times: UTC, without a time zone. ``now()`` would be the time when the transaction began.
NOW = "(statement_timestamp() AT TIME ZONE 'UTC')"

# The field ``history`` of the table ``message`` with one more line: the time, and what happened.
# ``HISTORY.format(event=…)`` takes SQL for a text; NULL adds no line.
HISTORY = (
    "concat_ws(E'\\n', nullif(message.history, ''), "
    f"to_char({NOW}, 'YYYY-MM-DD HH24:MI:SS') || ' UTC: ' || {{event}})"
)

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging
import re

import psycopg2

# Tables that hold texts and numbers: the engine's, its doors', and those of Odoo's own SMS.
_OURS = re.compile(r"wiserv|\bsms_")
# A quotation mark within a text is doubled, whatever else is escaped.
_TEXT = re.compile(r"'(?:[^']|'')*'")


class ValueFilter(logging.Filter):
    """Withholds the values in queries about SMS: Odoo logs each query that fails as a whole, at DEBUG all of them.

    What PostgreSQL says of a failure may quote values, too, and the whole row; which constraint it was is told.
    """

    def filter(self, record):
        if isinstance(record.args, tuple):
            texts = [arg.decode(errors="replace") if isinstance(arg, bytes) else arg for arg in record.args]
            if any(isinstance(text, str) and _OURS.search(text) for text in texts):
                record.args = tuple(map(_without_values, texts))
        return True


def _without_values(arg):
    if isinstance(arg, str):
        return _TEXT.sub("'…'", arg)
    if isinstance(arg, psycopg2.Error):
        where = filter(None, (arg.diag.table_name, arg.diag.column_name, arg.diag.constraint_name))
        return " ".join([type(arg).__name__, *where])
    return type(arg).__name__ if isinstance(arg, Exception) else arg


def hide_values_in_logs():
    """Have the logger of queries withhold values; may be called any number of times."""
    logger = logging.getLogger("odoo.sql_db")
    if not any(isinstance(known, ValueFilter) for known in logger.filters):
        logger.addFilter(ValueFilter())

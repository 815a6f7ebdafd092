# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import traceback

import psycopg2


def by_halves(records, ask, what, logger):
    """Call ``ask(records)``; if that raises, ask about halves, down to the single records that it fails for.

    :param ask: undoes what it wrote when it raises, as a savepoint does
    :param str what: names such a record in the log, in which each failure is written
    :return: ``([what ask returned, …], {ids of records for which it raised})``
    :raise psycopg2.OperationalError, psycopg2.InterfaceError: as they came, for the dispatcher
    """
    try:
        return [ask(records)], set()
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        raise
    except Exception as error:
        if len(records) == 1:
            # Not the exception's message: it may hold an account, a text or a number.
            trace = "".join(traceback.format_tb(error.__traceback__))
            logger.error(
                "%s %s could not be asked about, %s:\n%s", what, records.id, type(error).__name__, trace
            )
            return [], {records.id}
    half = len(records) // 2
    answers, failed = by_halves(records[:half], ask, what, logger)
    others, more_failed = by_halves(records[half:], ask, what, logger)
    return answers + others, failed | more_failed

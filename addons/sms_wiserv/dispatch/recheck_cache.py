# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import time

from ..policy import ASKED_AHEAD, REFRESH_SECONDS


class RecheckCache:
    """What the doors have said of the messages that come next, for as long as one may go by it: a second.

    A claim takes few messages, and to ask about few costs nearly as much as to ask about many.
    """

    def __init__(self):
        self._known = {}  # {message id: (until when, number or None, reason to leave it out or None, unknown)}

    def about(self, outbox, rows, pool):
        """Return ``({message id: number}, {message id: reason}, {message id})`` for claimed rows.

        The last ones are those of which nothing could be said: see :meth:`_ask_each_for_itself`.

        :param pool: whose messages come next
        """
        now = time.monotonic()
        if any(self._known.get(row[0], (0,))[0] < now for row in rows):
            self._known = {id_: known for id_, known in self._known.items() if known[0] >= now}
            ids = [row[0] for row in rows]
            ids += outbox._next_ids(
                pool.company, pool.senders, pool.claim_cursor, max(ASKED_AHEAD - len(ids), 0)
            )
            numbers, reasons, unknown = outbox.browse(ids)._ask_each_for_itself()
            until = now + REFRESH_SECONDS
            self._known.update(
                (id_, (until, numbers.get(id_), reasons.get(id_), id_ in unknown)) for id_ in ids
            )
        known = {row[0]: self._known[row[0]][1:] for row in rows}
        numbers = {id_: number for id_, (number, _reason, _unknown) in known.items() if number}
        reasons = {id_: reason for id_, (_number, reason, _unknown) in known.items() if reason}
        return numbers, reasons, {id_ for id_, (_number, _reason, unknown) in known.items() if unknown}

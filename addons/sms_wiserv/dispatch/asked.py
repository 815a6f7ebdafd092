# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import time

from ..policy import ASKED_AHEAD, REFRESH_SECONDS


class Asked:
    """What the doors have said of the messages that come next, for as long as one may go by it: a second.

    A claim takes few messages, and to ask about few costs nearly as much as to ask about many.
    """

    def __init__(self):
        self._known = {}  # {message id: (until when, number or None, reason to leave it out or None)}

    def about(self, outbox, rows, pool):
        """Return ``({message id: number}, {message id: reason})`` for claimed rows.

        :param pool: whose messages come next
        """
        now = time.monotonic()
        if any(self._known.get(row[0], (0,))[0] < now for row in rows):
            self._known = {id_: known for id_, known in self._known.items() if known[0] >= now}
            ids = [row[0] for row in rows]
            ids += outbox._next_ids(
                pool.company, pool.senders, pool.claim_cursor, max(ASKED_AHEAD - len(ids), 0)
            )
            numbers, reasons = outbox.browse(ids)._ask_again()
            until = now + REFRESH_SECONDS
            self._known.update((id_, (until, numbers.get(id_), reasons.get(id_))) for id_ in ids)
        known = {row[0]: self._known[row[0]] for row in rows}
        numbers = {id_: number for id_, (_until, number, _reason) in known.items() if number}
        return numbers, {id_: reason for id_, (_until, _number, reason) in known.items() if reason}

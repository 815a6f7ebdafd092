# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import time

from ..policy import ASKED_AHEAD, REFRESH_SECONDS


class RecheckCache:
    """Asks doors about messages before they are sent, many at once, and keeps each answer for ``REFRESH_SECONDS``.

    A claim takes a few messages only, and asking about a few takes nearly as many queries as asking about hundreds.
    So each time it asks about the claimed messages and about those that will be claimed next.
    """

    def __init__(self):
        # {message id: (valid until (monotonic), number or None, reason to leave it out or None, whether asking failed)}
        self._known = {}

    def about(self, outbox, rows, pool):
        """Return what the doors say of messages that were just claimed.

        :param outbox: the model ``sms.wiserv.message``
        :param rows: what ``outbox._claim`` returned; the id comes first
        :param pool: the ConnectionPool that the messages were claimed for
        :return: ``({message id: number}, {message id: reason to leave it out}, {ids of messages that asking failed
            for})``, as ``_ask_each_for_itself`` returns it
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

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# Pieces are committed one by one: that is what the scheduled action is for.
# pylint: disable=invalid-commit
import logging
import time
from collections import Counter
from itertools import takewhile

from psycopg2 import OperationalError
from psycopg2.extensions import TransactionRollbackError

from odoo import api, models

from ...policy import LONGEST_WAIT
from ...tools.savepoints import unflushed_savepoint
from . import event as events

_logger = logging.getLogger(__name__)


class SmsWiservEvent(models.Model):
    """The scheduled action tells of the events that transactions have left."""

    _inherit = "sms.wiserv.event"

    @api.model
    def _tell_pending(self, seconds):
        """Tell of the events that transactions have left, in pieces, with a commit after each.

        An event whose door raises is tried again in an hour, one that meets another transaction at once.

        :param seconds: after how many seconds no further piece is begun
        :return: whether there are more
        """
        until = time.monotonic() + seconds
        total, more = Counter(), True
        while more and time.monotonic() < until:
            rows, piece = self.browse(), Counter()
            self.env.cr.precommit.data[events.TALLY] = piece
            try:
                if more := bool(rows := self._next()):
                    rows[0]._tell(list(dict.fromkeys(id_ for row in rows for id_ in row.res_ids)))
                    rows._forget()
                    self.env["sms.wiserv.sender"]._see_to_sending(piece)
                self.env.cr.commit()
                total += piece
            except TransactionRollbackError:
                # Another transaction has written the same rows: the same events once more, in a new one.
                self.env.cr.rollback()
            except OperationalError:
                raise
            except Exception:
                if not rows:
                    raise
                self.env.cr.rollback()
                if len(rows) == 1:
                    _logger.exception("An event could not be told by SMS; it is tried again in an hour.")
                rows._tell_later()
                self.env.cr.commit()
        self.env["sms.wiserv.sender"]._note_tally(total)
        self.env.cr.commit()
        return more

    def _tell_later(self):
        """Put off rows whose door has raised: one for an hour, and tell an administrator; several, to come alone."""
        self.env.cr.execute(
            "UPDATE sms_wiserv_event SET retry_at = now() AT TIME ZONE 'UTC' + %s * interval '1 second' "
            "WHERE id = ANY(%s)",
            (LONGEST_WAIT if len(self) == 1 else 0, self.ids),
        )
        if len(self) > 1:
            return
        try:
            with unflushed_savepoint(self.env):
                senders = self._tellers()
        except OperationalError:
            raise
        except Exception:
            senders = self.sender_id
        # What fails for one of them as well must not keep the row from being put off.
        self._note_tellers(senders).sudo()._each_for_itself(lambda sender: sender._tell_stalled())

    @api.model
    def _next(self):
        """Lock and return the oldest row that is due, with others of its kind: of ``EVENT_PIECE`` records at most.

        Others, because a transaction with many savepoints leaves a row for each. What has failed before comes alone.
        """
        self.env.cr.execute(
            """SELECT id, retry_at IS NULL, jsonb_array_length(res_ids) FROM sms_wiserv_event
                WHERE retry_at IS NULL OR retry_at <= now() AT TIME ZONE 'UTC'
                ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"""
        )
        if not (found := self.env.cr.fetchone()):
            return self.browse()
        first, is_new, count = found
        if not is_new or count >= events.EVENT_PIECE:
            return self.browse(first)
        self.env.cr.execute(
            """SELECT other.id, jsonb_array_length(other.res_ids)
                 FROM sms_wiserv_event AS other JOIN sms_wiserv_event AS first ON first.id = %s
                WHERE other.id > first.id AND other.retry_at IS NULL
                  AND (other.door, other.event, other.res_model, other.occasion, other.sender_id, other.user_id,
                       other.unwanted)
                      IS NOT DISTINCT FROM
                      (first.door, first.event, first.res_model, first.occasion, first.sender_id, first.user_id,
                       first.unwanted)
                ORDER BY other.id LIMIT %s FOR UPDATE OF other SKIP LOCKED""",
            (first, events.EVENT_PIECE),
        )
        ids, total = [first], count

        def fits(row):
            nonlocal total
            total += row[1]
            return total <= events.EVENT_PIECE

        ids += [id_ for id_, _count in takewhile(fits, self.env.cr.fetchall())]
        return self.browse(ids)

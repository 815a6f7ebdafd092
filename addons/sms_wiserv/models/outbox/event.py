# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from psycopg2.extras import Json, execute_values

from odoo import api, fields, models

from ...policy import EVENT_PIECE, MASS_EVENT
from ...tools.savepoints import asked_by_savepoint

_SEEN = "sms_wiserv.seen"
# Key of the context: True while somebody does something without SMS, on purpose.
WITHOUT_SMS = "sms_wiserv_without_sms"
# Key of ``cr.precommit.data``: a Counter in which senders add up the counts of several pieces, instead of writing a
# note for each. Whoever puts it there writes the note (``_note_tally``), and has the messages sent
# (``_see_to_sending``).
TALLY = "sms_wiserv.tally"


def _kind(event):
    return (
        event.door, event.event, event.res_model, event.occasion, event.sender_id, event.user_id, event.unwanted,
    )  # fmt: skip


class SmsWiservEvent(models.Model):
    """Events that were seen and not told yet, a row for each 1,000 records, written in the event's transaction.

    At the end of the transaction a precommit hook has doors tell of them (:meth:`_tell_seen`). The scheduled action
    (``pending.py``) does the rest: mass events, and events seen before a savepoint, since Odoo runs the hook at
    savepoints, too, when the transaction may not have written everything that the text is about.

    They are rows and not a list in memory so that a rolled back savepoint undoes them, and a killed process does not
    lose them.
    """

    _name = "sms.wiserv.event"
    _description = "Event to Be Told by SMS"
    _log_access = False

    door = fields.Char(required=True)
    event = fields.Char(required=True)
    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    occasion = fields.Char()
    sender_id = fields.Many2one("sms.wiserv.sender", ondelete="cascade", index=True)
    # Empty once that user is deleted: people are told all the same.
    user_id = fields.Many2one("res.users", ondelete="set null")
    # Whether it was done without SMS, on purpose: the people are listed as skipped, see ``see`` of the door.
    unwanted = fields.Boolean()
    # Of a mass event: ids of the senders whose forms show how many people are left.
    teller_ids = fields.Json()
    # For operators, whose query is in README.md.
    seen_at = fields.Datetime(required=True)
    retry_at = fields.Datetime()

    def init(self):
        # No compression: of a mass event it would take as long as everything else, and save little.
        self.env.cr.execute("ALTER TABLE sms_wiserv_event ALTER COLUMN res_ids SET STORAGE EXTERNAL")

    @api.model
    def _see(self, door, event, records, occasion, sender):
        """Write down an event, and have it told at the end of the transaction; parameters as of ``see`` of the door."""
        now, unwanted = fields.Datetime.now(), bool(self.env.context.get(WITHOUT_SMS))
        common = (
            door, event, records._name, occasion, sender and sender.id, self.env.uid, unwanted, now,
        )  # fmt: skip
        inserted = execute_values(
            self.env.cr,
            """INSERT INTO sms_wiserv_event
                   (door, event, res_model, occasion, sender_id, user_id, unwanted, seen_at, res_ids)
               VALUES %s RETURNING id""",
            # A generator: there may be a million records.
            (
                (*common, Json(records[start : start + EVENT_PIECE].ids))
                for start in range(0, len(records), EVENT_PIECE)
            ),
            fetch=True,
        )
        precommit = self.env.cr.precommit
        if _SEEN not in precommit.data:
            precommit.data[_SEEN] = []
            # The scheduled action tells of the rows that the hook leaves.
            self.env["sms.wiserv.message"]._wake_dispatcher()
            precommit.add(self.browse()._tell_seen)
        precommit.data[_SEEN] += [id_ for (id_,) in inserted]

    @api.model
    def _last_id(self):
        """Return the highest id: a transaction sees no rows that others write later, so higher ones are its own."""
        self.env.cr.execute("SELECT coalesce(max(id), 0) FROM sms_wiserv_event")
        return self.env.cr.fetchone()[0]

    @api.model
    def _tell_seen(self, after=None):
        """Have doors tell of the events of this transaction; leave mass events to the scheduled action.

        A precommit hook. At a savepoint it does nothing, and Odoo does not call it again: the scheduled action tells.

        :param after: as returned by :meth:`_last_id`: of all events since, those before a savepoint included
        """
        if asked_by_savepoint():
            return
        seen = self.env.cr.precommit.data.pop(_SEEN, [])
        events = self.browse(seen).exists() if after is None else self.search([("id", ">", after)])
        if events._count_records() > MASS_EVENT:
            events._announce_mass()
        else:
            for alike in events.sorted("id").grouped(_kind).values():
                # Records of the same event are told of together: in one note, and not as urgent messages.
                ids = list(dict.fromkeys(id_ for event in alike for id_ in event.res_ids))
                for start in range(0, len(ids), EVENT_PIECE):
                    alike[0]._tell(ids[start : start + EVENT_PIECE])
            events._forget()
        self.env.flush_all()

    def _count_records(self):
        # In SQL: there may be a million ids.
        self.env.cr.execute(
            "SELECT coalesce(sum(jsonb_array_length(res_ids)), 0) FROM sms_wiserv_event WHERE id = ANY(%s)",
            (self.ids,),
        )
        return self.env.cr.fetchone()[0]

    def _announce_mass(self):
        """Note which senders will tell of a mass event: their forms show how many messages are to be prepared."""
        self.fetch(["door", "event", "res_model", "occasion", "sender_id", "user_id", "unwanted"])
        tellers = self.env["sms.wiserv.sender"]
        for alike in self.grouped(_kind).values():
            tellers |= alike._note_tellers(alike[0]._tellers())
        tellers.sudo()._bus_progress()
        tellers.sudo()._tell_stalled()

    def _tellers(self):
        """Return the senders that tell of the first record of one row; none if it was done without SMS."""
        senders = self.sender_id
        if not senders and self.res_model in self.env:
            # Without prefetching: otherwise the ids of all rows would be read.
            ids = self.with_prefetch().res_ids
            record = self.env[self.res_model].sudo().browse(ids[:1]).exists()
            door = self.env["sms.wiserv.door"]._named(self.door)
            senders = door._senders_that_tell(self.event, record)
        return senders.browse() if self.unwanted else senders

    def _note_tellers(self, senders):
        """Write that these senders tell of these rows; return them."""
        if senders:
            self.env.cr.execute(
                "UPDATE sms_wiserv_event SET teller_ids = %s WHERE id = ANY(%s)",
                (Json(senders.ids), self.ids),
            )
            self.invalidate_recordset(flush=False)
        return senders

    @api.model
    def _wait_for(self, senders):
        """Return ``{sender id: (records, failed)}`` of those that are to tell of rows that wait.

        Of how many records at most, and whether telling has failed for some.
        """
        self.env.cr.execute(
            """SELECT teller.id, sum(jsonb_array_length(res_ids)), bool_or(retry_at IS NOT NULL)
                 FROM sms_wiserv_event,
                      LATERAL (SELECT jsonb_array_elements_text(teller_ids)::int AS id) AS teller
                WHERE teller_ids IS NOT NULL AND teller.id = ANY(%s) GROUP BY 1""",
            (senders.ids,),
        )
        return {id_: (records, failed) for id_, records, failed in self.env.cr.fetchall()}

    def _tell(self, ids=None):
        """Have the door tell of one row's records, or of those with these ids, as the user who caused the event."""
        door = self.env["sms.wiserv.door"].with_user(self.user_id or self.env.user)._named(self.door)
        door = door.with_context(**{WITHOUT_SMS: self.unwanted})
        if self.res_model in self.env:
            self._have_told(door, door.env[self.res_model].browse(ids or self.res_ids).exists())

    def _have_told(self, door, records):
        if records:
            door._tell(self.event, records, self.occasion or "", self.sender_id.with_env(door.env))

    def _forget(self):
        # In SQL, since the ORM writes a line of the log for each deletion.
        self.env.cr.execute("DELETE FROM sms_wiserv_event WHERE id = ANY(%s)", (self.ids,))
        self.invalidate_recordset(flush=False)

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# Pieces are committed one by one.
# pylint: disable=invalid-commit
from odoo import api, fields, models
from odoo.tools import SQL

from ...policy import EVENT_PIECE

# Queued messages whose recipient has changed since they were queued: contacts were merged.
_MOVED = "state = 'queued' AND queued_for IS NOT NULL AND queued_for IS DISTINCT FROM partner_id"

# Accepted ones. Whose recipient was deleted is nobody's.
REACHED_ANOTHER = "state = 'accepted' AND queued_for <> partner_id"


class SmsWiservMessage(models.Model):
    """Messages of contacts that were merged into others: they must not be sent as they are, with the former name.

    A merge changes ``partner_id`` of messages, or of the records that they are about, in ways that are not seen here
    (Odoo's own wizard does it by SQL). So a message also stores whom it was queued for, and the two are compared.
    """

    _inherit = "sms.wiserv.message"

    # Not a Many2one, which a merge would change, too.
    queued_for = fields.Integer(groups=fields.NO_ACCESS, help="The recipient at that time.")

    # Indexes with hardly any entries.
    _moved_index = models.Index(f"(queued_for) WHERE {_MOVED}")
    _reached_another_index = models.Index(f"(partner_id) WHERE {REACHED_ANOTHER}")

    @api.model
    def _leave_out_moved(self, people=None):
        """Leave out queued messages whose recipient has changed, or is gone.

        :param people: the former recipients; None: whoever they are, ``EVENT_PIECE`` messages at most
        """
        which = SQL("LIMIT %s", EVENT_PIECE)
        if people is not None:
            which = SQL("AND queued_for = ANY(%s)", people.ids)
        rows = self.env.execute_query(
            SQL("SELECT id FROM sms_wiserv_message WHERE %s %s FOR UPDATE SKIP LOCKED", SQL(_MOVED), which)
        )
        moved = self.browse([id_ for (id_,) in rows])
        if moved:
            _numbers, reasons, _unknown = moved._ask_each_for_itself()
            moved._leave_out({message: reasons[message.id] for message in moved if message.id in reasons})
            self.env["sms.wiserv.person"]._look_again_at(moved.partner_id.ids)

    def _follow_records(self):
        """Write the new recipient of messages whose record was moved to another contact, where that is missing."""
        found = {}
        for (name, model), alike in self.sudo().grouped(lambda one: (one.door, one.res_model)).items():
            door = self.env["sms.wiserv.door"]._named(name)
            if model == "res.partner" or model not in self.env or not door._asks_again:
                continue
            people = door._people(door.env[model].browse(set(alike.mapped("res_id"))).exists())
            people = {record.id: person for record, person in people.items()}
            for message in alike.filtered(lambda one: one.queued_for == one.partner_id.id):
                person = people.get(message.res_id)
                if person and person != message.partner_id:
                    found.setdefault(person.id, []).append(message.id)
        for person_id, ids in found.items():
            self.browse(ids).write({"partner_id": person_id})

    def _moved(self):
        """Return those of these messages whose recipient has changed since they were queued."""
        self.flush_recordset(["partner_id", "queued_for"])
        rows = self.env.execute_query(
            SQL("SELECT id FROM sms_wiserv_message WHERE id = ANY(%s) AND queued_for <> partner_id", self.ids)
        )
        return self.browse([id_ for (id_,) in rows])

    def _told_on_their_own(self):
        """Return those of these messages whose recipient has another one of the same event, about another record.

        Being listed as not told of that event counts as well.
        """
        once = [model for model in set(self.mapped("res_model")) if self._is_once(model)]
        rows = self.env.execute_query(
            SQL(
                """SELECT message.id FROM sms_wiserv_message AS message
                     JOIN unnest(%(once)s::varchar[], %(counted)s::varchar[]) AS told(model, counted)
                       ON told.model = message.res_model
                    WHERE message.id = ANY(%(ids)s)
                      AND (EXISTS (SELECT 1 FROM sms_wiserv_message AS own
                                    WHERE %(same)s AND own.left_out IS NOT TRUE
                                      AND coalesce(own.queued_for, own.partner_id) = own.partner_id)
                        OR EXISTS (SELECT 1 FROM sms_wiserv_skipped AS own
                                    WHERE %(same)s AND own.idempotency_key <> message.idempotency_key))""",
                once=once,
                counted=[self._counted(model) for model in once],
                ids=self.ids,
                same=SQL(
                    """own.partner_id = message.partner_id AND own.sender_id = message.sender_id
                       AND own.event = message.event AND own.res_model = message.res_model
                       AND (own.event = told.counted
                            OR coalesce(own.occasion, '') = coalesce(message.occasion, ''))"""
                ),
            )
        )
        return self.browse([id_ for (id_,) in rows])

    @api.model
    def _is_once(self, model):
        """Whether a person is told of an event once, even if several records of this model are theirs after a merge.

        True for memberships and contacts; of two payments to one person, each is told.
        """
        members = self.env.registry["sms.wiserv.member"]
        return model == "res.partner" or (model in self.env and isinstance(self.env[model], members))

    @api.model
    def _counted(self, model):
        return (model in self.env and getattr(self.env[model], "_wiserv_counted", None)) or ""

    @api.model
    def _listed(self, left_out):
        """Return the rows of *Not Told* for messages that are left out, one for each person and event.

        :param dict left_out: ``{message: reason}``
        :return: ``{message: values of its row in Not Told}``
        """
        moved = self.browse([message.id for message in left_out])._moved()
        skipped, moved = set(moved._told_on_their_own()), set(moved)
        counted = [one.id for one in left_out if one.event == self._counted(one.res_model)]
        told_anew = self.browse(counted)._told_anew() if counted else ()
        listed, seen = {}, set()
        # Of two messages about the same event, list the one that can be told again: those of deleted records come last.
        for message, reason in sorted(left_out.items(), key=lambda pair: pair[1] == "gone"):
            if message.id in told_anew:
                continue
            model, event, occasion = message.res_model, message.event, message.occasion or ""
            values = {"res_id": message.res_id, "idempotency_key": message.idempotency_key}
            if message in moved and self._is_once(model):
                counted = event == self._counted(model)
                same = message.sender_id, message.partner_id, event, model, occasion * (not counted)
                if message in skipped or same in seen:
                    continue
                seen.add(same)
                if model == "res.partner":
                    # The remaining contact is the record that is told again.
                    person = message.partner_id
                    key = self.env["sms.wiserv.door"]._key(event, person, person.id, occasion)
                    values = {"res_id": person.id, "idempotency_key": key}
            # The row of somebody who is gone would go along.
            listed[message] = {**values, "partner_id": reason != "gone" and message.partner_id.id}
        return listed

    def _to_write_anew(self):
        """Return those of these messages that go to somebody else by now, and need a new text for them."""
        anew = self.browse()
        for message in self._moved().sudo():
            door, occasion = self.env["sms.wiserv.door"]._named(message.door), message.occasion or ""
            source = self.env[message.res_model].sudo().browse(message.res_id)
            if door._asks_again and not door._body(message.event, occasion):
                if door._template(message.sender_id, message.event, source, occasion)[0]:
                    anew += message
        return anew

    def _meet_again(self):
        """Note the present recipients of messages that are resent."""
        self.env.cr.execute(
            "UPDATE sms_wiserv_message SET queued_for = partner_id WHERE id = ANY(%s)", (self.ids,)
        )
        self.invalidate_recordset(["queued_for"])

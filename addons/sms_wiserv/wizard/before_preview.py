# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from odoo import models
from odoo.exceptions import AccessError, UserError

from ..policy import EVENT_PIECE, MASS_EVENT
from ..tools.sample import sample
from ..tools.segments import measure
from ..tools.sentences import in_words_of
from .telling import Telling


class SmsWiservBefore(models.TransientModel):
    """Who would be told, and what, if it were done now. Of more than 5,000 people a sample speaks for all."""

    _inherit = "sms.wiserv.before"

    def _tellings(self):
        """Return a :class:`Telling` for each event and each sender that would tell somebody, or leave them out.

        There is none if the button's method is going to refuse: to somebody who may not do it nothing is promised.
        """
        try:
            happening = self._happening()
        except UserError:
            return []
        found = []
        for event, records, occasion, step in happening:
            door = self.env["sms.wiserv.door"]._named(records._wiserv_door)
            for senders, told_of in door._tellers(event, records.sudo()):
                for sender in senders:
                    found.append(self._telling(door, sender, event, told_of, occasion, step))
        return [telling for telling in found if telling]

    def _happening(self):
        """Return ``[(event, records, occasion, of how many one), …]``; none if the method is going to refuse.

        :raise UserError: it is, too
        """
        source, happening = self._source(), []
        for event, records, occasion in source._wiserv_before(self.method):
            step = len(records) // EVENT_PIECE if len(records) > MASS_EVENT else 1
            some = source._wiserv_would_be(self.method, records.browse(sample(records.ids, step)))
            if some and not source._wiserv_may(self.method, event, some):
                return []
            happening.append((event, some, occasion, step))
        return happening

    def _telling(self, door, sender, event, records, occasion, step):
        template, placeholders = door._template(sender, event, records, occasion)
        if not template or door._obstacle(sender, event, records, occasion):
            return None
        keys = {
            record: door._key(event, records, record.id, self._occasion(event, record, occasion))
            for record in records
        }
        known = self.env["sms.wiserv.message"].sudo()._known_keys(sender, list(keys.values()))
        records = records.filtered(lambda record: keys[record] not in known)
        if not records:
            return None
        people = door._people(records)
        numbers, left_out = sender._recipients(door, event, people)
        labels = self.env["sms.wiserv.skipped"]._reason_labels()
        left_out = {id_: labels[reason] for id_, reason in left_out.items()}
        read = records.browse(list(numbers)[:EVENT_PIECE])
        texts, errors = self._texts(sender, event, template, placeholders, read, people)
        left_out |= errors
        told = [id_ for id_ in numbers if id_ not in errors]
        segments = sum(measure(texts[id_]).segments for id_ in read.ids if id_ not in errors)
        segments = segments * len(told) / max(len(read) - len(errors), 1)
        return Telling(
            sender.id,
            event,
            len(records) * step,
            len(told) * step,
            round(segments * step),
            step > 1,
            step > 1 or len(numbers) > len(read),
            [[reason, count * step] for reason, count in Counter(left_out.values()).most_common()],
            [[id_, people[records.browse(id_)].id, reason] for id_, reason in left_out.items()][:EVENT_PIECE],
            self._example(sender, event, template, placeholders, records.browse(told[:1]).with_env(self.env)),
            door._name,
            [template.id, str(template.write_date)],
        )

    def _occasion(self, event, record, occasion):
        """Return what the door tells two events on one record apart by, as it will be then."""
        if event != getattr(record, "_wiserv_counted", None):
            return occasion
        field, value = record._wiserv_events[event]
        return str(record.wiserv_times + (record[field] != value))

    def _texts(self, sender, event, template, placeholders, records, people):
        """Return ``({record id: text}, {record id: why there is none to be sent})``."""
        to_be = {record: record._wiserv_to_be(event) for record in records}
        together = records.browse().union(*to_be.values()) if to_be else records
        readers = {to_be[record]: people[record] for record in records}
        filled, failed = sender._render_bodies(template, together, placeholders, readers)
        texts = {record.id: filled.get(to_be[record].id, "") for record in records}
        errors = {}
        for record in records:
            if to_be[record].id in failed:
                errors[record.id] = self.env._("The text cannot be filled in")
            elif not texts[record.id]:
                errors[record.id] = self.env._("Empty text")
            elif too_long := sender._too_long(texts[record.id]):
                errors[record.id] = in_words_of(self.env, too_long)
        return texts, errors

    def _example(self, sender, event, template, placeholders, record):
        """Return ``[who reads it, the text]`` of one record if the user may see what the text says, else ``[]``."""
        if not record or not record.has_access("read"):
            return []
        person = record.sudo().partner_id
        try:
            to_be = record._wiserv_to_be(event)
            return [person.display_name, sender._render_body(template, to_be, placeholders, person)]
        except (AccessError, UserError):
            return []

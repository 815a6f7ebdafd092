# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from markupsafe import Markup

from odoo import models

from odoo.addons.sms_wiserv.policy import EVENT_PIECE, NAMED_MOST
from odoo.addons.sms_wiserv.tools.format_number import format_number
from odoo.addons.sms_wiserv.tools.segments import measure
from odoo.addons.sms_wiserv.tools.sentences import in_words_of
from odoo.addons.sms_wiserv.wire import clean_text, mask

from .door import ANNOUNCEMENT, DOOR

_PERSON = Markup('<li>%s <span class="fst-italic">%s</span></li>')
_LIST = Markup('<details%s><summary><strong>%s</strong></summary><ul class="mb-2">%s</ul></details>')


class G2PWiservAnnouncement(models.Model):
    """The preview of an announcement: recipients, segments, and who is left out for which reason."""

    _inherit = "g2p.wiserv.announcement"

    def _preview(self):
        """Return ``(preview, whether nobody would get it)``."""
        one = self.sudo()
        sender, members = one._sender(), one.env[self.told_model].browse(self.res_ids).exists()
        numbers, why_not = {}, {}
        door = one.env[DOOR]
        for start in range(0, len(members), EVENT_PIECE):
            some = members[start : start + EVENT_PIECE]
            found, skipped = sender._recipients(door, ANNOUNCEMENT, door._people(some))
            numbers |= found
            why_not |= skipped
        labels = self.env["sms.wiserv.skipped"]._reason_labels()
        why_not = {id_: labels[reason] for id_, reason in why_not.items()}
        texts, failed = self._texts(sender, members.browse(list(numbers)[:EVENT_PIECE]))
        if not one.template_id:
            # The same for everybody.
            texts = dict.fromkeys(numbers, next(iter(texts.values()), ""))
            failed = failed and dict.fromkeys(numbers, next(iter(failed.values())))
        why_not |= failed
        told = [id_ for id_ in numbers if id_ not in failed]
        sizes = {id_: measure(text).segments for id_, text in texts.items() if id_ not in failed}
        parts = (
            self._told_list(members, told, numbers, sizes),
            self._left_out_list(members, why_not),
            self._text_example(texts, told),
        )
        return Markup("").join(filter(None, parts)), not told

    def _texts(self, sender, members):
        """Return ``({membership id: text}, {membership id: why it cannot be sent})``."""
        one, door = self.sudo(), self.env[DOOR].sudo()
        if one.template_id:
            template, placeholders = door._template(sender, ANNOUNCEMENT, members, str(self.id))
            texts, errors = sender._render_bodies(template, members, placeholders, door._people(members))
        else:
            texts, errors = dict.fromkeys(members.ids, clean_text(one.body).strip()), {}
        for id_, text in texts.items():
            if not text:
                errors[id_] = self.env._("empty text")
            elif too_long := sender._too_long(text):
                errors[id_] = in_words_of(self.env, too_long)
        return texts, errors

    def _told_list(self, members, told, numbers, sizes):
        count = format_number(self.env, len(told))
        segments = sum(sizes.values())
        if len(sizes) < len(told):
            # Of a mass, the first ones speak for all.
            segments = round(segments * len(told) / (len(sizes) or 1))
            measured = self.env._("about %s SMS segments", format_number(self.env, segments))
        elif segments == 1:
            measured = self.env._("1 SMS segment")
        else:
            measured = self.env._("%s SMS segments", format_number(self.env, segments))
        if len(told) == 1:
            line = self.env._("1 person gets it: %s.", measured)
        elif told:
            line = self.env._("%(count)s people get it: %(measured)s.", count=count, measured=measured)
        else:
            line = self.env._("Nobody gets it.")
        rows = [(members.browse(id_), mask(numbers[id_])) for id_ in told[:NAMED_MOST]]
        return self._list(line, rows, len(told), is_open=False)

    def _left_out_list(self, members, why_not):
        if not why_not:
            return ""
        count = format_number(self.env, len(why_not))
        line = self.env._("%s are left out:", count) if len(why_not) > 1 else self.env._("1 is left out:")
        rows = [(members.browse(id_), reason) for id_, reason in list(why_not.items())[:NAMED_MOST]]
        counts = Counter(why_not.values()).most_common()
        reasons = ", ".join(f"{reason} {format_number(self.env, many)}" for reason, many in counts)
        return self._list(f"{line} {reasons}", rows, len(why_not), is_open=True)

    def _list(self, line, rows, total, is_open):
        people = self.env[DOOR]._people([member for member, _what in rows])
        items = Markup("").join(_PERSON % (people[member].display_name, what) for member, what in rows)
        if total > len(rows):
            more = self.env._("and %s more", format_number(self.env, total - len(rows)))
            items += Markup("<li>%s</li>") % more
        return _LIST % (Markup(" open") if is_open else "", line, items)

    def _text_example(self, texts, told):
        text = told and texts.get(told[0])
        return (
            text and Markup('<div class="border rounded p-2" style="white-space: pre-wrap">%s</div>') % text
        )

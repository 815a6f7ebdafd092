# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.outbox.event import TALLY, WITHOUT_SMS
from ..models.sources.asked import ASK
from .telling import Telling


class SmsWiservBefore(models.TransientModel):
    """The dialog before many people are told: who, what, and whether at all.

    It is made by the button, with all rights, and read by whoever pressed it. What it then calls is the button's own
    method, with their own rights: the dialog gives nobody any.
    """

    _name = "sms.wiserv.before"
    _description = "Before SMS Are Sent"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    method = fields.Char(required=True)
    verb = fields.Char(required=True, help="What the dialog's buttons call it.")
    # It names people whom the user may not see, with the reasons why they would be left out.
    shown = fields.Json(groups=fields.NO_ACCESS, help="What the preview was made of.")
    preview = fields.Html(sanitize=False)
    told = fields.Integer(help="How many people would be told.")
    is_left_out = fields.Boolean()
    has_changed = fields.Boolean()
    is_done = fields.Boolean()

    def _open_for(self, records, method):
        """Return the dialog, or None where there is nothing to ask: no sender would tell, or leave anybody out.

        :param records: of which a button's ``method`` is to be called
        """
        records.check_access("read")
        values = {"res_model": records._name, "res_ids": records.ids, "method": method}
        one = self.sudo().create({**values, "verb": records._wiserv_asks[method]}).sudo(False)
        one._show(one._tellings())
        if one.told or one.sudo().shown and method not in records._wiserv_says:
            return one._open()
        one.sudo().unlink()
        return None

    def _source(self):
        """Return the records of the button, as the user sees them.

        :raise UserError: they are deleted by now
        """
        records = self.env[self.res_model].browse(self.res_ids).exists()
        if not records or self.method not in getattr(records, "_wiserv_asks", ()):
            raise UserError(self.env._("There is nothing to be done here."))
        records.check_access("read")
        return records.with_context(**{ASK: False})

    def _show(self, tellings):
        """Keep what is shown."""
        self.sudo().write(
            {
                "shown": [list(telling) for telling in tellings],
                "preview": self._preview(tellings),
                "told": sum(telling.told for telling in tellings),
                "is_left_out": any(telling.left_out for telling in tellings),
            }
        )

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tell by SMS?"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # === BUTTONS === #

    def action_with_sms(self):
        """Do it and tell; show the dialog again if it would tell others by now than it has shown."""
        self.check_access("read")
        tellings = self._tellings()
        shown = self.sudo().shown
        alike = len(tellings) == len(shown) and all(map(Telling.is_like, tellings, shown))
        if tellings and not alike and not self.is_done:
            self._show(tellings)
            self.sudo().has_changed = True
            return self._open()
        if not tellings:
            # Nobody would be told by now, or the method is going to say why it does nothing.
            self.sudo().shown = []
        return self._do(without=False)

    def action_without_sms(self):
        """Do it and tell nobody; who would have been told is listed as not told, on purpose."""
        self.check_access("read")
        return self._do(without=True)

    def _do(self, without):
        records = self._source()
        if self.is_done:
            raise UserError(self.env._("This has been done already."))
        # Written first, so that the second of two simultaneous clicks waits here and then sees that it is done.
        self.sudo().is_done = True
        self.env.flush_all()
        for _event, payments, _occasion in records._wiserv_before(self.method) if self.verb == "pay" else ():
            # Only who may write a payment decides whether it is told of.
            payments.sudo(False)._filtered_access("write")._wiserv_set_without_sms(without)
        state = records._wiserv_state()
        senders, precommit = self.env["sms.wiserv.sender"].sudo(), self.env.cr.precommit
        events = self.env["sms.wiserv.event"].sudo()
        before = events._last_id()
        tally = precommit.data[TALLY] = Counter()
        try:
            answer = getattr(records.with_context(**{WITHOUT_SMS: without}), self.method)()
            # Not at the end of the transaction, which comes after the answer. Savepoints clear what hooks have kept.
            self.env.flush_all()
            precommit.data[TALLY] = tally
            events._tell_seen(after=before)
        finally:
            precommit.data.pop(TALLY, None)
        senders._note_tally(tally)
        return self._answer(answer, tally, without, state)

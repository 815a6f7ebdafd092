# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class SmsWiservSource(models.AbstractModel):
    """What became of the SMS about a record: the state of the latest one, else why there is none."""

    _inherit = "sms.wiserv.source"

    wiserv_told = fields.Char("Told by SMS", compute="_compute_wiserv_told")
    wiserv_told_state = fields.Selection(
        selection=lambda self: [
            *self.env["sms.wiserv.message"]._fields["state"]._description_selection(self.env),
            ("not_told", self.env._("Not told")),
        ],
        compute="_compute_wiserv_told",
    )

    def _wiserv_told_events(self):
        """Return the events whose SMS count here; empty: all."""
        return []

    @api.depends_context("lang")
    def _compute_wiserv_told(self):
        # sudo: whoever may read what people are told of may know whether they were. It names no number and no text.
        about = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        if events := self._wiserv_told_events():
            about.append(("event", "in", events))
        states, reasons = {}, {}
        for kept, field, model in (
            (states, "state", "sms.wiserv.message"),
            (reasons, "reason", "sms.wiserv.skipped"),
        ):
            rows = self.env[model].sudo().search_fetch(about, ["res_id", field], order="id")
            kept.update({row.res_id: row[field] for row in rows})
        said = dict(self.env["sms.wiserv.message"]._fields["state"]._description_selection(self.env))
        why = self.env["sms.wiserv.skipped"]._reason_labels()
        for record in self:
            state, reason = states.get(record._origin.id), reasons.get(record._origin.id)
            record.wiserv_told_state = state or (reason and "not_told")
            label = said.get(state) or why.get(reason) or ""
            record.wiserv_told = label[:1].upper() + label[1:]

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...wire import mask


class SmsWiservMended(models.AbstractModel):
    """A list of people who cannot be told: what keeps the SMS from them is corrected in it.

    What is entered is theirs, not the list's: it is written with the rights that the user has on them. A model that
    inherits this one has ``partner_id``, ``sender_id`` and the name of the ``door``.
    """

    _name = "sms.wiserv.mended"
    _description = "List of People to Be Mended"

    # What people may write here.
    _MENDED = ("phone",)

    phone = fields.Char(compute="_compute_phone", inverse="_inverse_phone", help="As it is registered.")
    may_mend = fields.Boolean(compute="_compute_may_mend", exportable=False)

    def _has_field_access(self, field, operation):
        """Override of `base`: the list itself is the engine's."""
        if operation == "write" and field.name not in self._MENDED and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    def _people(self, operation):
        """Return those of these people whom the user may read, or write."""
        return self.sudo().partner_id.with_env(self.env)._filtered_access(operation)

    @api.depends("partner_id.phone")
    @api.depends_context("uid")
    def _compute_phone(self):
        readable = self._people("read")
        for name, skipped in self.sudo().grouped("door").items():
            phones = self.env["sms.wiserv.door"]._named(name)._phones(skipped.partner_id)
            for skip in skipped:
                texts = [text for text in dict.fromkeys(phones.get(skip.partner_id, ())) if text]
                if skip.partner_id.with_env(self.env) not in readable:
                    texts = map(mask, texts)
                skip.with_env(self.env).phone = ", ".join(texts)

    def _inverse_phone(self):
        for skip in self:
            partner, kept = skip.sudo().partner_id.with_env(self.env), skip.sudo()
            if not (skip.phone or "").strip():
                raise UserError(self.env._("Enter a phone number for %s.", partner.display_name))
            number, _e164, reason = kept.sender_id._usable_number(kept.partner_id, [skip.phone])
            if not number:
                labels = self.env["sms.wiserv.skipped"]._reason_labels()
                raise UserError(
                    self.env._(
                        "%(name)s, %(phone)s: %(reason)s.",
                        name=partner.display_name,
                        phone=skip.phone,
                        reason=labels[reason],
                    )
                )
            door = self.env["sms.wiserv.door"]._named(kept.door).with_env(self.env)
            door._set_phone(partner, skip.phone)

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_may_mend(self):
        writable = self._people("write")
        for skip in self:
            skip.may_mend = skip.sudo().partner_id.with_env(self.env) in writable

    def action_open_person(self):
        """Open the person, where what keeps the SMS from them can be mended."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id._wiserv_form()


class SmsWiservSkipped(models.Model):
    """The list *Not Told*."""

    _name = "sms.wiserv.skipped"
    _inherit = ["sms.wiserv.skipped", "sms.wiserv.mended"]

    create_date = fields.Datetime("First")
    write_date = fields.Datetime("Last")

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class SmsWiservAudience(models.AbstractModel):
    """A record that stands for a sender, with a filter for the people who are told at all."""

    _name = "sms.wiserv.audience"
    _inherit = "sms.wiserv.delegate"
    _description = "Record that Says Who Is Told by SMS"

    audience = fields.Char(
        "Who Is Told", default="[]", required=True, help="Which contacts, of those whom it would tell."
    )

    def _wiserv_left_out(self, people):
        """Return ``{partner: reason}`` of those whom the filter leaves out.

        PostgreSQL filters: Odoo's ``filtered_domain`` makes a regular expression of a pattern of `like`, and one with
        seven ``%`` takes minutes for a long name.
        """
        if not (domain := literal_eval(self.audience)):
            return {}
        among = Domain("id", "in", people.ids) & Domain(domain)
        told = people.with_context(active_test=False).search(among, order="id")
        return dict.fromkeys(people - told, "audience")

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_audience()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "audience" in vals:
            self._check_audience()
        return result

    def _check_audience(self):
        """Check the filter with the rights of the user: who gets an SMS would show the values of its fields.

        Not an ``api.constrains``: it would run with all rights.

        :raise ValidationError: it is no domain of contacts
        :raise AccessError: the user may not read one of its fields
        """
        for record in self:
            try:
                self.env["res.partner"].search(literal_eval(record.audience), limit=1)
            except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
                raise ValidationError(self.env._("%s is no domain of contacts.", record.audience)) from error


class SmsWiservDoor(models.AbstractModel):
    _inherit = "sms.wiserv.door"

    @api.model
    def _skip_reasons(self, sender, event, people):
        """Override to tell nobody whom the record that stands for the sender leaves out."""
        reasons = super()._skip_reasons(sender, event, people)
        audiences = self.env.registry["sms.wiserv.audience"]
        if audiences._inherit_children and isinstance(record := self._thread(sender), audiences):
            reasons = record._wiserv_left_out(people) | reasons
        return reasons


class SmsWiservSkipped(models.Model):
    _inherit = "sms.wiserv.skipped"

    reason = fields.Selection(
        selection_add=[("audience", "Not among those who are told")], ondelete={"audience": "cascade"}
    )

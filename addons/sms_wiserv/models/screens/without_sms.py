# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What somebody does without SMS stays so, whoever carries it out and whenever.

What happens in the action itself, or in jobs that keep its context, is told by what the context says, and so the choice
holds for exactly what the action does. Of other records it may come to be known long after, from elsewhere, that it has
happened, as of a payment: they keep the choice.
"""

from odoo import fields, models

from ..outbox.event import WITHOUT_SMS


class SmsWiservKept(models.AbstractModel):
    """A watched record that keeps whether it is to be told of once it has happened."""

    _name = "sms.wiserv.kept"
    _inherit = "sms.wiserv.watched"
    _description = "Keeps Whether It Is Told Of"

    wiserv_without_sms = fields.Boolean(
        "Without SMS",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Nobody is to be told when it happens.",
    )

    def _wiserv_set_without_sms(self, without):
        """Keep it, with all rights, of those to which it has not happened yet."""
        changed = self.sudo().filtered(lambda record: record.wiserv_without_sms != without)
        changed.wiserv_without_sms = without


class SmsWiservEvent(models.Model):
    _inherit = "sms.wiserv.event"

    def _have_told(self, door, records):
        """Override to tell nobody of what was to be done without SMS."""
        unwanted = records.browse()
        if "wiserv_without_sms" in records._fields:
            unwanted = records.filtered("wiserv_without_sms")
        super()._have_told(door, records - unwanted)
        super()._have_told(door.with_context(**{WITHOUT_SMS: True}), unwanted)

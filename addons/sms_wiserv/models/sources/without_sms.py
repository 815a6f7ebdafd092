# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Keeps the choice *Without SMS* for what happens later.

Events that happen in the button's own method, or in jobs that get its context, are told or not by a key of the context
(``WITHOUT_SMS``). Other events happen later, and elsewhere: a payment is marked as paid when the bank reports it. Their
records store the choice.
"""

from odoo import fields, models

from ..outbox.event import WITHOUT_SMS


class Base(models.AbstractModel):
    _inherit = "base"

    def _wiserv_without_sms(self, method, *args, **kwargs):
        """Call a method without SMS, for doors to hand to jobs that keep no context.

        Records that it is given come from such a job, too, each with a context of its own.
        """

        def silent(value):
            return value.with_context(**{WITHOUT_SMS: True}) if isinstance(value, models.BaseModel) else value

        named = {name: silent(value) for name, value in kwargs.items()}
        return getattr(silent(self), method)(*map(silent, args), **named)


class SmsWiservKept(models.AbstractModel):
    """A watched record that stores whether its event is to be told without SMS."""

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
        """Store the choice in these records, with all rights."""
        changed = self.sudo().filtered(lambda record: record.wiserv_without_sms != without)
        changed.wiserv_without_sms = without


class SmsWiservEvent(models.Model):
    _inherit = "sms.wiserv.event"

    def _have_told(self, door, records):  # pylint: disable=missing-return
        """Override to tell nobody of records that store *Without SMS*."""
        unwanted = records.browse()
        if "wiserv_without_sms" in records._fields:
            unwanted = records.filtered("wiserv_without_sms")
        super()._have_told(door, records - unwanted)
        super()._have_told(door.with_context(**{WITHOUT_SMS: True}), unwanted)

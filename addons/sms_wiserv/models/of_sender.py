# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Where a door says what senders belong to, once for all that shows it: a field called as ``_wiserv_belongs_to``."""

from odoo import fields, models


class SmsWiservOfSender(models.AbstractModel):
    """What a sender has, such as its messages::

    team_id = fields.Many2one(related="sender_id.team_id")
    """

    _name = "sms.wiserv.of.sender"
    _description = "Has an SMS Sender"

    sender_id = fields.Many2one("sms.wiserv.sender")


class SmsWiservFigures(models.AbstractModel):
    """Figures of messages, of which some are stored, and outlive the sender::

    team_id = fields.Many2one("crm.team", ondelete="set null")
    """

    _name = "sms.wiserv.figures"
    _description = "Figures of SMS"

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import uuid

from markupsafe import Markup

from odoo import api, fields, models

from ...groups import ADMINISTRATOR
from ...wire import mask

# Doors add their own.
EVENTS = [("otp", "One-Time Password"), ("manual", "Manual"), ("test", "Test")]
# Sent at once, and kept without their text.
DIRECT_EVENTS = ("otp", "manual", "test")
STATES = [
    ("queued", "Queued"),
    ("sending", "Sending"),
    ("accepted", "Accepted"),
    ("failed", "Failed"),
    ("unknown", "Unknown"),
    ("cancelled", "Cancelled"),
]


class SmsWiservMessage(models.Model):
    """The outbox: one row for each SMS, from the event that asked for it to what the gateway answered.

    Access rights let nobody write here: the engine does with all rights, people through its actions.
    """

    _name = "sms.wiserv.message"
    _inherit = "sms.wiserv.of.sender"
    _description = "SMS Message"
    _order = "id desc"
    _rec_name = "partner_id"

    sender_id = fields.Many2one("sms.wiserv.sender", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company")
    door = fields.Char(
        groups=fields.NO_ACCESS, help="The model that decides who may be told, and in what words."
    )
    partner_id = fields.Many2one("res.partner", "Recipient", ondelete="set null", index=True)
    event = fields.Selection(EVENTS, required=True)
    res_model = fields.Char("Source Model", exportable=False)
    res_id = fields.Many2oneReference("Source Record", model_field="res_model", exportable=False)
    occasion = fields.Char(groups=fields.NO_ACCESS, help="Tells two events of one kind on one record apart.")
    number = fields.Char("Whole Number", help="As it is sent.", groups=ADMINISTRATOR)
    number_masked = fields.Char("Phone", compute="_compute_number_masked", compute_sudo=True)
    body = fields.Text("Text")
    state = fields.Selection(STATES, required=True, default="queued")
    priority = fields.Selection([("0", "Normal"), ("1", "Urgent")], default="0", required=True)
    reply = fields.Char("Gateway's Reply")
    attempts = fields.Integer(aggregator=None)
    group_limit = fields.Integer(
        groups=fields.NO_ACCESS,
        help="How many messages may share its request; 0: as many as the settings allow.",
    )
    next_attempt_at = fields.Datetime("Next Attempt", help="Empty: as soon as possible.")
    queued_at = fields.Datetime(required=True, default=fields.Datetime.now)
    sent_at = fields.Datetime("Sent")
    answered_at = fields.Datetime("Answered")
    handled = fields.Boolean(help="Somebody has seen to this failed or unknown message.")
    history = fields.Text()
    idempotency_key = fields.Char(
        required=True, default=lambda self: f"manual:{uuid.uuid4()}", exportable=False
    )
    # The dispatcher that has the message in hand: the number of the PostgreSQL session lock that it holds.
    dispatcher = fields.Integer(groups=fields.NO_ACCESS)

    _once = models.UniqueIndex("(sender_id, idempotency_key)", "This message is in the outbox already.")
    # What a dispatcher claims: by sender, company and priority the new ones by age, and the retries by their time.
    _new_index = models.Index(
        "(sender_id, company_id, priority, (id + 0)) WHERE state = 'queued' AND next_attempt_at IS NULL"
    )
    _retry_index = models.Index(
        "(sender_id, company_id, next_attempt_at) WHERE state = 'queued' AND next_attempt_at IS NOT NULL"
    )
    _sending_index = models.Index("(dispatcher) WHERE state = 'sending'")
    _source_index = models.Index("(res_model, res_id)")
    _state_index = models.Index("(sender_id, state, answered_at)")
    _unhandled_index = models.Index(
        "(sender_id) WHERE state IN ('failed', 'unknown') AND handled IS NOT TRUE"
    )
    # What lists are grouped by and reports add up, without a look at the messages themselves: it holds few values, so
    # a million messages take some megabytes of it.
    _kind_index = models.Index("(company_id, event, state, sender_id, queued_on, segment_price, segments)")
    _retention_index = models.Index("(company_id, answered_at) WHERE state IN ('accepted', 'cancelled')")

    @api.depends("number")
    def _compute_number_masked(self):
        for message in self:
            message.number_masked = mask(message.number) if message.number else ""

    def _chatter_row(self):
        """Return the cells that a chatter note shows of this message: recipient, number, state, reason."""
        states = dict(self._fields["state"]._description_selection(self.env))
        link = Markup('<a href="#" data-oe-model="%s" data-oe-id="%s">%s</a>') % (
            self._name,
            self.id,
            self.display_name,
        )
        return link, self.number_masked, states[self.state], self.reason or ""

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import uuid

from markupsafe import Markup

from odoo import api, fields, models

from ..tools.phone_number import mask
from ..tools.wiserv_api import ACCEPTED, UNKNOWN

EVENTS = [
    ("enrolled", "Enrolment"),
    ("payment", "Payment"),
    ("cycle_started", "Cycle Started"),
    ("cycle_ended", "Cycle Ended"),
    ("voucher", "Voucher"),
    ("otp", "One-Time Password"),
    ("manual", "Manual"),
]
STATES = [
    ("queued", "Queued"),
    ("sending", "Sending"),
    ("accepted", "Accepted"),
    ("failed", "Failed"),
    ("unknown", "Unknown"),
    ("cancelled", "Cancelled"),
]


class WiservSms(models.Model):
    """The outbox: one row for each SMS, from the event that asked for it to what the gateway answered.

    Access rights let nobody write here: the engine does with all rights, people through its actions.
    """

    _name = "g2p.wiserv.sms"
    _description = "Wiserv Message"
    _order = "id desc"
    _rec_name = "partner_id"

    manager_id = fields.Many2one(
        "g2p.program.notification.manager.wiserv", "Sender", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company")
    program_id = fields.Many2one("g2p.program", ondelete="set null", index=True)
    partner_id = fields.Many2one("res.partner", "Registrant", ondelete="set null", index=True)
    event = fields.Selection(EVENTS, required=True)
    res_model = fields.Char("Source Model")
    res_id = fields.Many2oneReference("Source Record", model_field="res_model")
    number = fields.Char(help="As it is sent.", groups="g2p_registry_base.group_g2p_admin")
    number_masked = fields.Char("Phone", compute="_compute_number_masked", compute_sudo=True)
    body = fields.Text("Text")
    state = fields.Selection(STATES, required=True, default="queued")
    priority = fields.Selection([("0", "Normal"), ("1", "Urgent")], default="0", required=True)
    reply = fields.Char("Gateway's Reply")
    attempts = fields.Integer()
    next_attempt_at = fields.Datetime("Next Attempt", help="Empty: as soon as possible.")
    queued_at = fields.Datetime("Queued", required=True, default=fields.Datetime.now)
    sent_at = fields.Datetime("Sent")
    answered_at = fields.Datetime("Answered")
    handled = fields.Boolean(
        "Dealt With", help="An administrator has dealt with this failed or doubtful message."
    )
    history = fields.Text()
    idempotency_key = fields.Char(required=True, default=lambda self: f"manual:{uuid.uuid4()}")
    # The dispatcher that has the message in hand: the number of the PostgreSQL session lock that it holds.
    dispatcher = fields.Integer(groups=fields.NO_ACCESS)

    _once = models.UniqueIndex("(manager_id, idempotency_key)", "This message is in the outbox already.")
    # What a dispatcher claims: by sender and priority the new ones by age, and the retries by their time.
    _new_index = models.Index("(manager_id, priority, id) WHERE state = 'queued' AND next_attempt_at IS NULL")
    _retry_index = models.Index(
        "(manager_id, next_attempt_at) WHERE state = 'queued' AND next_attempt_at IS NOT NULL"
    )
    _sending_index = models.Index("(dispatcher) WHERE state = 'sending'")
    _source_index = models.Index("(res_model, res_id)")
    _state_index = models.Index("(manager_id, state, answered_at)")
    _retention_index = models.Index("(company_id, answered_at) WHERE state IN ('accepted', 'cancelled')")

    @api.depends("number")
    def _compute_number_masked(self):
        for message in self:
            message.number_masked = mask(message.number) if message.number else ""

    @api.depends("partner_id.display_name")
    def _compute_display_name(self):
        for message in self:
            message.display_name = message.sudo().partner_id.display_name or self.env._("SMS %s", message.id)

    def _chatter_row(self):
        """Return the cells that a chatter note shows of this message: registrant, number, state, reason."""
        states = dict(self._fields["state"]._description_selection(self.env))
        link = Markup('<a href="#" data-oe-model="%s" data-oe-id="%s">%s</a>') % (
            self._name,
            self.id,
            self.display_name,
        )
        return link, self.number_masked, states[self.state], self.reason or ""

    # === DIRECT SENDS === #

    @api.model
    def _create_direct(self, values):
        """Create the row of a message that is sent at once; its text is not kept."""
        sender = self.env["g2p.program.notification.manager.wiserv"].browse(values["manager_id"])
        # The caller may have created the registrant and not committed yet.
        partner = self.env["res.partner"].browse(values["partner_id"]).exists()
        now = fields.Datetime.now()
        return self.sudo().create(
            {
                **values,
                "partner_id": partner.id,
                "program_id": sender.program_id.id,
                "company_id": sender._wiserv_company().id,
                "idempotency_key": f"{values['event']}:{uuid.uuid4()}",
                "state": "sending",
                "attempts": 1,
                "queued_at": now,
                "sent_at": now,
            }
        )

    def _record_direct(self, result):
        """Write what became of a direct send; it is never tried again by itself."""
        state = result.outcome if result.outcome in (ACCEPTED, UNKNOWN) else "failed"
        self.write(
            {
                "state": state,
                "reply": result.reply,
                "failure_reason": result.reason,
                "answered_at": fields.Datetime.now(),
                "dispatcher": False,
            }
        )

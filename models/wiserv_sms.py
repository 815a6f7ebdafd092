# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import uuid

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

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
MAY_BE_RESENT = ("failed", "unknown", "cancelled")
MAY_RESEND = ("g2p_registry_base.group_g2p_admin", "g2p_programs.g2p_program_manager")


class WiservSms(models.Model):
    """The outbox: one row for each SMS, from the event that asked for it to what the gateway answered.

    Access rights let nobody write here: the engine does with all rights, people through the actions below.
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
    history = fields.Text("Attempts So Far")
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

    # === ACTIONS === #

    def _check_may_act(self):
        self.check_access("read")
        if not self.env.su and not any(self.env.user.has_group(group) for group in MAY_RESEND):
            raise AccessError(
                self.env._("Only program managers and administrators may resend or cancel SMS.")
            )

    def action_resend(self):
        """Queue failed, unknown and cancelled messages again; for unknown ones ask for confirmation first.

        They go to the number that the registrant has now; who cannot be told any more is left out.

        :raise UserError: a message in the selection was accepted, or has no text and none can be made, or nobody
            is left to be told
        :raise AccessError: the user may not resend
        """
        self._check_may_act()
        self._check_none_accepted()
        if any(message.state == "unknown" for message in self) and not self.env.context.get("resend_unknown"):
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "g2p_notifications_wiserv.action_wiserv_resend"
            )
            # What becomes unknown while the question is being asked is not in it.
            asked = self.filtered(lambda message: message.state in MAY_BE_RESENT)
            return {**action, "context": {"default_message_ids": asked.ids}}
        with self._as_they_are_now() as messages:
            answer = messages._resend()
        self.invalidate_recordset()
        return answer

    def _check_none_accepted(self):
        if accepted := self.filtered(lambda message: message.state == "accepted"):
            raise UserError(
                self.env._("Wiserv accepted %s of these messages; only others can be resent.", len(accepted))
            )

    def _resend(self):
        self._check_none_accepted()
        asked = self.env.context.get("resend_unknown")
        again = self.sudo()._lock_in(*(state for state in MAY_BE_RESENT if asked or state != "unknown"))
        textless = again.filtered(lambda message: not message.body)
        if kept_without := textless.filtered(lambda message: message.event in ("otp", "manual")):
            raise UserError(
                self.env._(
                    "%s of these messages have no text to resend: one-time passwords and direct messages are "
                    "kept without it.",
                    len(kept_without),
                )
            )
        skipped = again._address_again()
        again -= again.browse(skipped)
        reasons = self.env["g2p.wiserv.skipped"]._count_reasons(skipped.values())
        if skipped and not again:
            raise UserError(self.env._("These people cannot be told now: %s.", reasons))
        (textless & again)._render_again()
        again._write_history(self.env._("resent by %s", self.env.user.name))
        again.write(
            {
                "state": "queued",
                "attempts": 0,
                "next_attempt_at": False,
                "queued_at": fields.Datetime.now(),
                "reply": False,
                "failure_reason": False,
                "sent_at": False,
                "answered_at": False,
                "dispatcher": False,
                "handled": False,
            }
        )
        self._wake_dispatcher()
        if not skipped:
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "%(count)s SMS queued again, %(total)s skipped (%(reasons)s).",
                    count=again.manager_id[:1]._figure(len(again)),
                    total=again.manager_id[:1]._figure(len(skipped)),
                    reasons=reasons,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_cancel(self):
        """Cancel queued messages; others in the selection stay as they are.

        :raise UserError: none of them is queued any more
        :raise AccessError: the user may not cancel
        """
        self._check_may_act()
        with self._as_they_are_now() as messages:
            queued = messages.sudo()._lock_in("queued")
            if not queued:
                raise UserError(self.env._("Only queued messages can be cancelled."))
            queued._write_history(self.env._("cancelled by %s", self.env.user.name))
            queued.write({"state": "cancelled", "answered_at": fields.Datetime.now()})
        self.invalidate_recordset()

    def action_mark_handled(self):
        """Mark failed and unknown messages as dealt with, so that retention may delete them."""
        self._check_may_act()
        self.filtered(lambda message: message.state in ("failed", "unknown")).sudo().write({"handled": True})

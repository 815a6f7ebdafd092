# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..groups import ADMINISTRATOR
from ..models.replies.reply import MEANINGS, UNDECIDED
from ..tools.format_number import format_number
from ..wire.patterns import Meanings

_NAMED_MOST = 5


class SmsWiservMeaning(models.TransientModel):
    """Asks what a reply of the gateway means, for the messages to come and for those that have it."""

    _name = "sms.wiserv.meaning"
    _inherit = "sms.wiserv.checked.first"
    _description = "What Does This Reply Mean?"

    company_id = fields.Many2one("res.company", required=True)
    sender_id = fields.Many2one("sms.wiserv.sender")
    reply = fields.Char(required=True)
    pattern = fields.Char(
        "Applies to", compute="_compute_proposal", store=True, precompute=True, readonly=False, required=True
    )
    meaning = fields.Selection(
        MEANINGS, "It Means", compute="_compute_proposal", store=True, precompute=True, readonly=False
    )
    from_now_on = fields.Boolean("From now on", default=True)
    also_past = fields.Boolean("Also those messages", default=True)
    past_count = fields.Integer(compute="_compute_past")
    past = fields.Text(compute="_compute_past")
    effect = fields.Text(compute="_compute_past")
    alike = fields.Text("Also Seen", compute="_compute_alike")
    obstacle = fields.Text(compute="_compute_alike")

    @api.depends("company_id", "reply")
    def _compute_proposal(self):
        for wizard in self:
            propose = self.env["sms.wiserv.reply"]._proposals(wizard.company_id)
            wizard.pattern, wizard.meaning = propose(wizard.reply or "")

    def _states(self):
        replies = self.env["sms.wiserv.reply"]
        _pattern, before = replies._proposals(self.company_id)(self.reply or "")
        messages = self.env["sms.wiserv.message"]
        return messages._states_to_decide(self.meaning or "accepted", before)

    @api.depends("company_id", "reply", "pattern", "meaning", "also_past")
    def _compute_past(self):
        messages = self.env["sms.wiserv.message"]
        events = dict(messages._fields["event"]._description_selection(self.env))
        for wizard in self:
            replies, counts, more = messages._answered_like(
                wizard.company_id, wizard.pattern or "", wizard._states()
            )
            total = wizard.past_count = sum(counts.values())
            plus = "+" if more else ""
            by_event = ", ".join(
                f"{events[event]} {format_number(self.env, count)}{plus}" for event, count in counts.items()
            )
            figures = {"count": format_number(self.env, total) + plus, "events": by_event}
            if total == 1:
                wizard.past = self.env._("This concerns 1 message (%s).", by_event)
            elif total:
                wizard.past = self.env._(
                    "This concerns %(count)s messages of all senders together (%(events)s).", **figures
                )
            else:
                wizard.past = self.env._("No message waits for that to be known.")
            wizard.effect = wizard._effect(total, plus)
            if wizard.meaning == "accepted" and messages._are_never_accepted(wizard.company_id, replies):
                never = self.env._("From now on: no web page and no fault is ever taken for an acceptance.")
                wizard.effect = " ".join(filter(None, [wizard.effect, never]))

    def _effect(self, total, plus):
        """Return the sentence that says what becomes of the messages that there are."""
        if not (total and self.also_past) or self.meaning in (False, UNDECIDED):
            return False
        count = format_number(self.env, total) + plus
        if self.meaning == "accepted":
            return (
                self.env._("It becomes Accepted.")
                if total == 1
                else self.env._("All %s become Accepted.", count)
            )
        if total == 1:
            return self.env._("It becomes Failed, and can be resent without doubt.")
        return self.env._("All %s become Failed, and can be resent without doubt.", count)

    @api.depends("company_id", "reply", "pattern", "meaning")
    def _compute_alike(self):
        replies = self.env["sms.wiserv.reply"]
        for wizard in self:
            alike = replies._alike(wizard.company_id, wizard.pattern or "")
            names = ", ".join(f"“{reply.pattern}”" for reply in alike[:_NAMED_MOST])
            if more := len(alike[_NAMED_MOST:]):
                names = self.env._("%(names)s and %(more)s more", names=names, more=more)
            wizard.alike = names
            wizard.obstacle = wizard._obstacle()

    def _obstacle(self):
        """Return the sentence that says why this cannot be decided, or ``""``."""
        obstacle = self.env["sms.wiserv.reply"]._obstacle(self.company_id, self.pattern, self.meaning)
        if not obstacle and self.reply and not Meanings([(self.pattern, True)]).of(self.reply)[0]:
            # A slip of the keyboard would explain nothing, or replies that nobody has looked at.
            return self.env._(
                "“%(pattern)s” does not match the reply “%(reply)s”.", pattern=self.pattern, reply=self.reply
            )
        return obstacle

    # === DECIDE === #

    def action_apply(self):
        """Decide, change the messages that are wanted, and note it with their senders."""
        self.ensure_one()
        self._check_may_decide()
        if not self.meaning:
            raise UserError(self.env._("Say what the reply means."))
        if not (self.from_now_on or self.also_past):
            raise UserError(
                self.env._("Choose from when on: from now on, for the messages that there are, or both.")
            )
        replies, states = self.env["sms.wiserv.reply"], self._states()
        if obstacle := self._obstacle():
            raise UserError(obstacle)
        changed, more = {}, False
        if self.also_past and states:
            changed, more = self.env["sms.wiserv.message"]._decide_past(
                self.company_id, self.pattern, self.meaning, states
            )
        # The former meaning selects the messages of the past that are to change: keep it until all are changed.
        from_now_on = self.from_now_on and not more
        if from_now_on:
            replies._decide(self.company_id, self.pattern, self.meaning)
        for sender in changed.keys() | set(self.sender_id):
            self._note(sender, changed.get(sender, 0), from_now_on)
        if from_now_on:
            self.env["sms.wiserv.sender"]._reply_explained(self.company_id, self.pattern, self.meaning)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if more else "success",
                "message": self._said(sum(changed.values()), from_now_on)
                + (f" {self._more()}" if more else ""),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_may_decide(self):
        if not self.env.su and not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(self.env._("Only SMS administrators may say what replies mean."))
        # Odoo checks no record rule of the records that a dialog's fields point at.
        self.company_id.check_access("read")
        self.sender_id.check_access("read")

    def _said(self, count, from_now_on):
        """Return what was decided, and of how many messages, as a line."""
        labels = dict(self._fields["meaning"]._description_selection(self.env))
        values = {"pattern": self.pattern, "meaning": labels[self.meaning]}
        said = (
            self.env._("From now on “%(pattern)s” means: %(meaning)s.", **values)
            if from_now_on
            else self.env._("“%(pattern)s” meant: %(meaning)s.", **values)
        )
        if not count:
            return said
        number = format_number(self.env, count)
        if self.meaning == "accepted":
            became = (
                self.env._("1 message is Accepted now.")
                if count == 1
                else self.env._("%s messages are Accepted now.", number)
            )
        elif count == 1:
            became = self.env._("1 message is Failed now, and can be resent.")
        else:
            became = self.env._("%s messages are Failed now, and can be resent.", number)
        return f"{said} {became}"

    def _more(self):
        return self.env._("There are more of them, and it counts once they are through: say it once more.")

    def _note(self, sender, count, from_now_on):
        # sudo: an administrator may see a sender and not the record that it belongs to.
        sender = sender.sudo()
        noting = self.with_context(lang=sender._in_company_language().env.lang)
        sender._thread().message_post(
            body=noting._said(count, from_now_on), subject=noting.env._("What a Reply Means")
        )

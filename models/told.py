# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What became of a program's SMS, where people look at the program."""

from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.sms_wiserv.groups import USER
from odoo.addons.sms_wiserv.models.sources.source import NO_TESTS
from odoo.addons.sms_wiserv.tools.format_number import format_number

from .door import CYCLE_STATES, MANAGER
from .events import DOOR

# Above so many people a button does not ask about each of them.
ASKED_AT_ONCE = 5000


class WiservSummary(models.AbstractModel):
    """A record with many SMS (program, cycle, batch): counts them and the people who could not be told."""

    _name = "g2p.wiserv.summary"
    _description = "Summary of SMS"

    wiserv_sms_summary = fields.Char("SMS", compute="_compute_wiserv_sms_summary", groups=USER)
    wiserv_has_not_told = fields.Boolean(
        "Somebody Was Not Told", compute="_compute_wiserv_sms_summary", groups=USER
    )

    def _wiserv_sms_of(self):
        """Return the domain of the messages, and of the people not told, that belong to this record."""
        raise NotImplementedError

    def _compute_wiserv_sms_summary(self):
        for record in self:
            domain = record._wiserv_sms_of()
            sent = self.env["sms.wiserv.message"].search_count([*domain, NO_TESTS])
            # People, each once, beside the number of beneficiaries; the list has a line for each event.
            [[not_told]] = self.env["sms.wiserv.skipped"]._read_group(
                domain, [], ["partner_id:count_distinct"]
            )
            record.wiserv_has_not_told = bool(not_told)
            # With its label, which a telephone's screen would put behind the figures.
            record.wiserv_sms_summary = self.env._("SMS %s", format_number(self.env, sent))
            if not_told:
                record.wiserv_sms_summary = self.env._(
                    "SMS %(sent)s · not told %(not_told)s",
                    sent=format_number(self.env, sent),
                    not_told=format_number(self.env, not_told),
                )

    def action_wiserv_sms(self):
        """Open the messages of this record; where there are none, those who could not be told."""
        self.ensure_one()
        domain = self._wiserv_sms_of()
        if not self.env["sms.wiserv.message"].search_count([*domain, NO_TESTS], limit=1):
            if self.env["sms.wiserv.skipped"].search_count(domain, limit=1):
                return self.action_wiserv_not_told()
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_message")
        return {**action, "domain": domain, "context": {"search_default_no_tests": 1}}

    def action_wiserv_not_told(self):
        """Open who could not be told."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_skipped")
        return {**action, "domain": self._wiserv_sms_of(), "context": {}}


class Program(models.Model):
    _name = "g2p.program"
    _inherit = ["g2p.program", "g2p.wiserv.summary"]

    wiserv_sender_count = fields.Integer(compute="_compute_wiserv_sender_count")
    wiserv_may_set_up = fields.Boolean("May Set Up SMS", compute="_compute_wiserv_may_set_up")

    def _wiserv_sms_of(self):
        return [("program_id", "=", self.id)]

    def _compute_wiserv_sender_count(self):
        # sudo: that there is one is no secret of those who may see the program.
        for program in self.sudo():
            program.wiserv_sender_count = len(self.env[DOOR].sudo()._senders(program))

    @api.depends_context("uid")
    def _compute_wiserv_may_set_up(self):
        # Two roles are needed, a program's and one of SMS: a site may have parted them.
        models = self.env[MANAGER], self.env["sms.wiserv.sender"]
        self.wiserv_may_set_up = all(model.has_access("create") for model in models)

    def action_wiserv_set_up(self):
        """Open the program's sender; make it, with a template for each event, where there is none.

        :raise AccessError: the user may not make senders
        """
        self.ensure_one()
        managers = self.env[MANAGER]
        manager = managers.search([("program_id", "=", self.id)], limit=1)
        if manager:
            manager.action_use()
        else:
            manager = managers.create({"name": self.env._("SMS of %s", self.name), "program_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": manager.name,
            "res_model": MANAGER,
            "res_id": manager.id,
            "views": [(False, "form")],
        }

    def notify_eligible_beneficiaries(self):
        """Override of `g2p_programs` to say who is told now, and who cannot be, where Wiserv senders tell."""
        answer = super().notify_eligible_beneficiaries()
        self.check_access("read")
        if len(self) == 1 and (senders := self.env[DOOR].sudo()._senders(self.sudo())):
            return self._wiserv_notified(senders)
        return answer

    def _wiserv_notified(self, senders):
        members = self.env["g2p.program_membership"].sudo()
        members = members.search([("program_id", "=", self.id), ("state", "=", "enrolled")])
        if len(members) > ASKED_AT_ONCE:
            sentence = self.env._("Who was not told yet is told in the background. See the program's SMS.")
            return _notification(sentence, "info", [])
        door, reasons, new = self.env[DOOR].sudo(), {}, members.browse()
        for sender in senders:
            times = door._occasion("enrolled", members, "")
            keys = {member: door._key("enrolled", member, member.id, times[member.id]) for member in members}
            known = self.env["sms.wiserv.message"].sudo()._known_keys(sender, list(keys.values()))
            waiting = members.filtered(lambda member, keys=keys, known=known: keys[member] not in known)
            numbers, skipped = sender._recipients(door, "enrolled", door._people(waiting))
            reasons.update(skipped)
            new |= waiting.browse(numbers)
        left_out = len(set(reasons) - set(new.ids))
        parts = [
            self.env._("1 person is being told by SMS.")
            if len(new) == 1
            else self.env._("%s people are being told by SMS.", format_number(self.env, len(new)))
        ]
        if not members:
            parts = [self.env._("Nobody is enrolled yet.")]
        elif not new and not left_out:
            parts = [
                self.env._(
                    "Every enrolled beneficiary has an SMS already: see what became of them in the list."
                )
            ]
        elif not new:
            parts = [self.env._("Nobody else is told by SMS now.")]
        if left_out:
            why = self.env["sms.wiserv.skipped"]._count_reasons(Counter(reasons.values()))
            parts.append(
                self.env._(
                    "%(left_out)s of %(all)s could not be told (%(why)s).",
                    left_out=format_number(self.env, left_out),
                    all=format_number(self.env, len(members)),
                    why=why,
                )
            )
        kind = "warning" if left_out else ("success" if new else "info")
        action = self.env.ref("g2p_notifications_wiserv.action_program_not_told").id
        # A validator may press the button, and not see the list.
        seen = left_out and self.env["sms.wiserv.skipped"].has_access("read")
        links = [(self.env._("See them"), f"/odoo/{self.id}/action-{action}")] if seen else []
        return _notification(" ".join(parts), kind, links)


class Cycle(models.Model):
    _name = "g2p.cycle"
    _inherit = ["g2p.cycle", "g2p.wiserv.summary"]

    def _wiserv_sms_of(self):
        return [("wiserv_cycle_id", "=", self.id)]

    def _wiserv_sms_domain(self):
        """Override of `sms_wiserv`: what is about a cycle is about its people."""
        return [("wiserv_cycle_id", "in", self.ids)]


class WiservOfCycle(models.AbstractModel):
    """The cycle that a message, or an entry of *Not Told*, is about: its start, its end or a payment in it."""

    _name = "g2p.wiserv.of.cycle"
    _description = "About a Cycle"

    wiserv_cycle_id = fields.Many2one(
        "g2p.cycle", "Cycle", compute="_compute_wiserv_cycle_id", search="_search_wiserv_cycle_id"
    )

    def _compute_wiserv_cycle_id(self):
        for record in self.sudo():
            cycle = self.env["g2p.cycle"]
            if record.event in CYCLE_STATES:
                cycle = cycle.browse(int(record.occasion or 0)).exists()
            elif record.res_model == "g2p.payment":
                cycle = self.env["g2p.payment"].sudo().browse(record.res_id).exists().cycle_id
            record.sudo(False).wiserv_cycle_id = cycle.id

    def _search_wiserv_cycle_id(self, operator, ids):
        if operator != "in":
            return NotImplemented
        of_cycle = Domain("event", "in", [*CYCLE_STATES]) & Domain(
            "of_occasion", "in", [str(id_) for id_ in ids]
        )
        # sudo: what is found is still subject to the searcher's rights.
        payments = self.env["g2p.payment"].sudo()._search([("cycle_id", "in", list(ids))])
        paid = Domain("res_model", "=", "g2p.payment") & Domain("res_id", "in", payments)
        return of_cycle | paid


class SmsWiservMessage(models.Model):
    _name = "sms.wiserv.message"
    _inherit = ["sms.wiserv.message", "g2p.wiserv.of.cycle"]


class SmsWiservSkipped(models.Model):
    _name = "sms.wiserv.skipped"
    _inherit = ["sms.wiserv.skipped", "g2p.wiserv.of.cycle"]


class PaymentBatch(models.Model):
    _name = "g2p.payment.batch"
    _inherit = ["g2p.payment.batch", "g2p.wiserv.summary"]

    def _wiserv_sms_of(self):
        return [("res_model", "=", "g2p.payment"), ("res_id", "in", self.sudo().payment_ids.ids)]


def _notification(message, kind, links):
    """Return a toast in the colour of what happened, which stays if somebody was not told."""
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "message": f"{message} %s" if links else message,
            "links": [{"label": label, "url": url} for label, url in links],
            "type": kind,
            "sticky": kind == "warning",
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        },
    }

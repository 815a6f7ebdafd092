# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models

DOOR = "g2p.wiserv.door"
MANAGER = "g2p.program.notification.manager.wiserv"
# Somebody's own words; the occasion is the id of what they wrote.
ANNOUNCEMENT = "announcement"
HEAD = "g2p_registry_membership.group_membership_kind_head"

# The hook of each event; its template is in the manager's field of the same name with `_template` behind it.
HOOKS = {
    "enrolled": "on_enrolled_in_program",
    "payment": "on_payment_send",
    "cycle_started": "on_cycle_started",
    "cycle_ended": "on_cycle_ended",
    "voucher": "on_generate_voucher",
}
# The state of a cycle of which each event tells; the event's occasion is the cycle's id.
CYCLE_STATES = {"cycle_started": "approved", "cycle_ended": "ended"}


class G2PWiservDoor(models.AbstractModel):
    """Whom programs tell by SMS, at which number and in what words."""

    _name = "g2p.wiserv.door"
    _inherit = "sms.wiserv.registry.door"
    _description = "Door of OpenG2P's Programs"

    _numbers = "g2p.phone.number"
    _memberships = ("g2p.group.membership", "kind")

    @api.model
    def _fetched(self):
        """Override of `sms_wiserv` to add the registrant's choice."""
        return [*super()._fetched(), "notification_preference"]

    # === EVENTS === #

    @api.model
    def _tellers(self, event, records):
        """Override of `sms_wiserv`: every Wiserv sender in the program's list of managers."""
        if records._name == "res.partner":
            # To registrants somebody writes, by a sender that is named.
            return super()._tellers(event, records)
        return [
            (self._senders(program), of_program)
            for program, of_program in records.grouped("program_id").items()
        ]

    @api.model
    def _senders(self, programs):
        """Return the Wiserv senders in programs' lists of notification managers."""
        return programs.notification_managers._wiserv_managers().sender_id

    @api.model
    def _untrue(self, event, records, occasion):
        """Override of `sms_wiserv`: nor when the program has ended.

        That money was paid, and that a cycle has ended, stays true when the program ends.
        Whom somebody writes to, they have chosen.
        """
        if event == ANNOUNCEMENT:
            return {}
        untrue = super()._untrue(event, records, occasion)
        if event in ("cycle_ended", "payment"):
            return untrue
        ended = records.filtered(lambda record: record.program_id.state == "ended")
        return dict.fromkeys(ended, "program_ended") | untrue

    @api.model
    def _obstacle(self, sender, event, records, occasion):
        """Override of `sms_wiserv`: a sender tells of its own program alone."""
        if records._name == "res.partner":
            return ""
        if records.program_id - sender.program_id:
            return self.env._("%s is the sender of another program.", sender.name)
        if event in CYCLE_STATES and not self._occasion_record(event, occasion):
            return self.env._("The cycle that these people were to be told of is gone.")
        return ""

    # === WORDS === #

    @api.model
    def _template(self, sender, event, records, occasion):
        if event == ANNOUNCEMENT:
            announcement = self._announcement(occasion)
            cycle = announcement.cycle_id
            return announcement.template_id, {"cycle": cycle} if cycle else {}
        return super()._template(sender, event, records, occasion)

    @api.model
    def _body(self, event, occasion):
        """Override of `sms_wiserv`: what somebody wrote to beneficiaries."""
        if event != ANNOUNCEMENT:
            return super()._body(event, occasion)
        announcement = self._announcement(occasion)
        return "" if announcement.template_id else announcement.body or ""

    @api.model
    def _announcement(self, occasion):
        return self.env["g2p.wiserv.announcement"].browse(int(occasion)).exists()

    @api.model
    def _sender_status(self, sender):
        """Override of `sms_wiserv`: its program has it in its list, and each of its templates can be filled in."""
        managers = sender.manager_ids
        if managers and not all(manager.is_used for manager in managers):
            return "not_used"
        if any(manager._has_broken_template() for manager in managers):
            return "check_template"
        return super()._sender_status(sender)

    # === PEOPLE === #

    @api.model
    def _skip_reasons(self, sender, event, people):
        """Override of `sms_wiserv` to respect the registrant's preference."""
        reasons = super()._skip_reasons(sender, event, people)
        for partner in people:
            if partner.notification_preference not in self.env[MANAGER].notification_types:
                reasons.setdefault(partner, "preference")
        return reasons

    @api.model
    def _head_ids(self):
        head = self.env.ref(HEAD, raise_if_not_found=False)
        return head.ids if head else []

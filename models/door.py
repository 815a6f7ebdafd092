# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from odoo.addons.sms_wiserv.tools.phone_number import dialled_numbers

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
# In which an event stays true: what has started was not undone by going on.
TRUE_IN = {"cycle_started": ("approved", "distributed", "ended"), "cycle_ended": ("ended",)}


class G2PWiservDoor(models.AbstractModel):
    """Whom programs tell by SMS, at which number and in what words."""

    _name = "g2p.wiserv.door"
    _inherit = "sms.wiserv.door"
    _description = "Door of OpenG2P's Programs"

    # === EVENTS === #

    @api.model
    def _tell(self, event, records, occasion, sender):
        """Override of `sms_wiserv` to tell by every Wiserv sender in the program's list of managers."""
        records = self._still_true(event, records, occasion)
        if event == "enrolled":
            # Who leaves and is enrolled again is told again.
            occasion = {member.id: str(member.wiserv_enrolments) for member in records}
        for program, of_program in records.grouped("program_id").items():
            for one in sender or self._senders(program):
                self.queue(one, event, of_program, occasion)

    @api.model
    def _tellers(self, event, record):
        """Override of `sms_wiserv`: those of the record's program."""
        return self._senders(record.program_id)

    @api.model
    def _senders(self, program):
        """Return the Wiserv senders in a program's list of notification managers."""
        pointers = program.notification_managers._of_wiserv()
        return self.env[MANAGER].union(*pointers.mapped("manager_ref_id")).sender_id

    @api.model
    def _untrue(self, event, records, occasion):
        """Override of `sms_wiserv`: still enrolled, still paid, the cycle still in that state, and the program goes on.

        That money was paid, and that a cycle has ended, stays true when the program ends.
        Whom somebody writes to, they have chosen.
        """
        if event == ANNOUNCEMENT:
            return {}
        if event in TRUE_IN and self._cycle(occasion).state not in TRUE_IN[event]:
            return dict.fromkeys(records, "untrue")
        if event == "payment":
            return {payment: "untrue" for payment in records if payment.status != "paid"}
        reasons = {}
        if event != "cycle_ended":
            ended = records.filtered(lambda record: record.program_id.state == "ended")
            reasons = dict.fromkeys(ended, "program_ended")
        if event != "voucher":
            left = records.filtered(lambda member: member.state != "enrolled")
            reasons |= dict.fromkeys(left, "not_enrolled")
        return reasons

    @api.model
    def _obstacle(self, sender, event, records, occasion):
        """Override of `sms_wiserv`: a sender tells of its own program alone."""
        if records.program_id - sender.program_id:
            return self.env._("%s is the sender of another program.", sender.name)
        if event in CYCLE_STATES and not self._cycle(occasion):
            return self.env._("The cycle that these people were to be told of is gone.")
        return ""

    @api.model
    def _cycle(self, occasion):
        return self.env["g2p.cycle"].browse(int(occasion)).exists()

    # === WORDS === #

    @api.model
    def _template(self, sender, event, records, occasion):
        if event == ANNOUNCEMENT:
            announcement = self._announcement(occasion)
            cycle = announcement.cycle_id
            return announcement.template_id, {"cycle": cycle} if cycle else {}
        manager = self._thread(sender)
        template = manager[f"{HOOKS[event]}_template"] if manager._name == MANAGER else super()._template()[0]
        return template, {"cycle": self._cycle(occasion)} if event in CYCLE_STATES else {}

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
    def _cares_for(self, people):
        """Override of `sms_wiserv`: registrants' wishes and the registry's marks hold for Odoo's own SMS, too."""
        return people.filtered("is_registrant")

    @api.model
    def _skip_reasons(self, sender, event, people):
        """Override of `sms_wiserv` to respect the registry's mark and the registrant's preference."""
        people.fetch(
            ["active", "disabled", "notification_preference", "is_group", "phone", "country_id", "lang"]
        )
        reasons = super()._skip_reasons(sender, event, people)
        for partner in people:
            if partner.disabled:
                reasons[partner] = "disabled"
            elif partner.notification_preference not in self.env[MANAGER].notification_types:
                reasons.setdefault(partner, "preference")
        return reasons

    @api.model
    def _phones(self, people):
        """Override of `sms_wiserv`: the registry's numbers, then the contact's; a group's head after its own."""
        heads = self._heads(people.filtered("is_group"))
        own = self._own_phones(people.union(*heads.values()))
        return {
            partner: own[partner] + (own[heads[partner]] if partner in heads else []) for partner in people
        }

    @api.model
    def _set_phone(self, partner, text):
        """Override of `sms_wiserv` to enter it in the registry's list, too, which the registrant's form goes by."""
        if partner.is_registrant:
            self.env["g2p.phone.number"].create({"partner_id": partner.id, "phone_no": text})
        return super()._set_phone(partner, text)

    @api.model
    def _own_phones(self, people):
        """Return ``{partner: [text, …]}``: numbers in the registry's list that are not disabled, then ``phone``.

        ``phone`` is filled from that list by a form alone, so it may be older, and may hold a number that has been
        disabled since.
        """
        company = self.env.company.country_id
        found = {partner: [] for partner in people}
        disabled = {partner: set() for partner in people}
        for number in self.env["g2p.phone.number"].search([("partner_id", "in", people.ids)]):
            partner = number.partner_id
            if number.disabled:
                disabled[partner].update((number.phone_sanitized, *dialled_numbers(number.phone_no)))
                continue
            at_home = number.country_id in (number.country_id.browse(), partner.country_id or company)
            found[partner].append(number.phone_no if at_home else number.phone_sanitized or number.phone_no)
        for partner, texts in found.items():
            if not disabled[partner]:
                texts.append(partner.phone or "")
                continue
            country = partner.country_id or company
            for part in (partner.phone or "").split(","):
                forms = {*dialled_numbers(part), partner._phone_format_number(part, country, "E164")}
                if part.strip() and not disabled[partner] & forms:
                    texts.append(part)
        return found

    @api.model
    def _heads(self, groups):
        """Return ``{group: its head}``, for the groups that have one who is still there."""
        head, now = self.env.ref(HEAD, raise_if_not_found=False), fields.Datetime.now()
        if not groups or not head:
            return {}
        memberships = self.env["g2p.group.membership"].search(
            [("group", "in", groups.ids), ("kind", "in", head.ids)], order="id"
        )
        # The date itself: what is computed from it stays as it was when it was written.
        return {
            membership.group: membership.individual
            for membership in memberships
            if membership.individual.active
            and not membership.individual.disabled
            and not (membership.ended_date and membership.ended_date <= now)
        }

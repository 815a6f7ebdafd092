# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from ast import literal_eval

from odoo import api, fields, models

MANAGER = "spp.program.notification.manager.wiserv"
MEMBER = "spp.program.membership"
HEAD = ("urn:openspp:vocab:group-membership-type", "head")

# What is told, of records of which model. A manager has a switch and a template for each.
EVENTS = {
    "enrolled_in_program": ("Enrolment", MEMBER),
    "cycle_started": ("Cycle Started", MEMBER),
    "cycle_ended": ("Cycle Ended", MEMBER),
    "entitlement_approved": ("Entitlement Approved", "spp.entitlement"),
    "inkind_approved": ("Goods Approved", "spp.entitlement.inkind"),
    "payment_paid": ("Payment", "spp.payment"),
}
# In which states of a cycle each of its events is true; the event's occasion is the cycle's id.
CYCLE_STATES = {"cycle_started": ("approved", "distributed"), "cycle_ended": ("ended",)}


class SppWiservDoor(models.AbstractModel):
    """Whom programs tell by SMS, at which number and in what words."""

    _name = "spp.wiserv.door"
    _inherit = "sms.wiserv.door"
    _description = "Door of OpenSPP's Programs"

    # === EVENTS === #

    @api.model
    def _tell(self, event, records, occasion, sender):
        """Override of `sms_wiserv` to tell by the Wiserv senders among the program's notification managers."""
        records = self._still_true(event, records, occasion)
        if event == "enrolled_in_program":
            # Who leaves and is enrolled again is told again.
            occasion = {member.id: str(member.wiserv_enrolments) for member in records}
        for program, of_program in records.grouped("program_id").items():
            for one in sender or program._wiserv_managers().sender_id:
                self.queue(one, event, of_program, occasion)

    @api.model
    def _tellers(self, event, record):
        """Override of `sms_wiserv`: those of the record's program."""
        return record.program_id._wiserv_managers().sender_id

    @api.model
    def _untrue(self, event, records, occasion):
        """Override of `sms_wiserv`: the record, or the cycle, is in that state no more."""
        if event in CYCLE_STATES and self._cycle(occasion).state not in CYCLE_STATES[event]:
            return dict.fromkeys(records, "untrue")
        # Of a cycle, its enrolled members are told.
        field, value = records._wiserv_events.get(event, ("state", "enrolled"))
        return {
            record: "untrue"
            for record in records
            if record[field] != value
            or (event == "enrolled_in_program" and record.program_id.state != "active")
        }

    @api.model
    def _cycle(self, occasion):
        return self.env["spp.cycle"].browse(int(occasion)).exists()

    # === WORDS === #

    @api.model
    def _template(self, sender, event, records, occasion):
        """Override of `sms_wiserv`: the manager's template; none where the event is switched off."""
        manager = self._thread(sender)
        if manager._name != MANAGER or not manager[f"is_on_{event}"]:
            return super()._template(sender, event, records, occasion)
        placeholders = {"cycle": self._cycle(occasion)} if event in CYCLE_STATES else {}
        return manager[f"{event}_template_id"], placeholders

    # === PEOPLE === #

    @api.model
    def _cares_for(self, people):
        """Override of `sms_wiserv`: who is disabled in the registry gets none of Odoo's own SMS either."""
        return people.filtered("is_registrant")

    @api.model
    def _skip_reasons(self, sender, event, people):
        """Override of `sms_wiserv`: nobody who is disabled in the registry, or whom the manager leaves out."""
        reasons = super()._skip_reasons(sender, event, people)
        manager = self._thread(sender)
        purpose = manager._name == MANAGER and manager._consent_purpose()
        meant = people.filtered_domain(literal_eval(manager.audience)) if manager._name == MANAGER else people
        for partner in people:
            if partner.disabled:
                reasons[partner] = "disabled"
            elif partner not in meant:
                reasons.setdefault(partner, "audience")
            elif purpose and purpose not in (partner.consent_summary or {}).get("purposes", ()):
                reasons.setdefault(partner, "consent")
        return reasons

    @api.model
    def _phones(self, people):
        """Override of `sms_wiserv`: the registry's numbers; after a group's own its head's."""
        heads = self._heads(people.filtered("is_group"))
        own = self._own_phones(people.union(*heads.values()))
        return {
            partner: own[partner] + (own[heads[partner]] if partner in heads else []) for partner in people
        }

    @api.model
    def _own_phones(self, people):
        """Return ``{partner: [text, …]}``: the numbers of the registry's list, the newest first.

        ``phone`` is made of that list by a form alone: it counts where there is no list.
        """
        listed = self.env["spp.phone.number"].search([("partner_id", "in", people.ids)])
        found = {partner: [] if partner in listed.partner_id else [partner.phone or ""] for partner in people}
        for number in listed.filtered(lambda number: not number.disabled):
            country = number.partner_id.country_id or self.env.company.country_id
            at_home = number.country_id in (country.browse(), country)
            found[number.partner_id].append(
                number.phone_no if at_home else number.phone_sanitized or number.phone_no
            )
        return found

    @api.model
    def _heads(self, groups):
        """Return ``{group: its head}``, for the groups that have one who is still there."""
        head, now = self.env["spp.vocabulary.code"].get_code(*HEAD), fields.Datetime.now()
        memberships = self.env["spp.group.membership"].search(
            [("group", "in", groups.ids), ("membership_type_ids", "in", head.ids)]
        )
        # The date itself: what is computed from it stays as it was when it was written.
        return {
            membership.group: membership.individual
            for membership in memberships
            if membership.individual.active
            and not membership.individual.disabled
            and not (membership.ended_date and membership.ended_date <= now)
        }

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ...tools.phone_number import LONGEST, dialled_numbers


class SmsWiservRegistryDoor(models.AbstractModel):
    """A door to people of a registry: contacts with a list of numbers, and groups of them, which have a head.

    Contacts of such a registry have the fields ``is_registrant``, ``is_group`` and ``disabled``. Odoo's own SMS go to
    the same numbers.
    """

    _name = "sms.wiserv.registry.door"
    _inherit = "sms.wiserv.door"
    _description = "Door to the People of a Registry"

    # The model of the list of numbers; has ``partner_id``, ``phone_no``, ``phone_sanitized``, ``country_id``
    # and ``disabled``. Its order is that of preference.
    _numbers = None

    # The model of memberships in groups, with ``group``, ``individual`` and ``ended_date``, and its field of what kind.
    _memberships = ("", "")

    @api.model
    def _head_ids(self):
        """Return the ids of the kinds of membership that make somebody the head of a group."""
        raise NotImplementedError

    @api.model
    def _head_memberships(self, groups):
        model, kind = self._memberships
        return self.env[model].search(
            [("group", "in", groups.ids), (kind, "in", self._head_ids())], order="id"
        )

    @api.model
    def _fetched(self):
        """Override to add what the registry has of a contact."""
        return [*super()._fetched(), "disabled", "is_group", "lang"]

    @api.model
    def _cares_for(self, people):
        """Override: the registry's marks, and a registrant's wishes, hold for Odoo's own SMS, too."""
        # Without a registry this one is asked as it is, for it is a door, too.
        return people.filtered("is_registrant") if self._numbers else super()._cares_for(people)

    @api.model
    def _skip_reasons(self, sender, event, people):
        """Override to tell nobody whom the registry has disabled."""
        people.fetch(self._fetched())
        reasons = super()._skip_reasons(sender, event, people)
        return reasons | dict.fromkeys(people.filtered("disabled"), "disabled")

    @api.model
    def _phones(self, people):
        """Override: the registry's numbers, then the contact's; a group's head after its own."""
        heads = self._heads(people.filtered("is_group"))
        own = self._own_phones(people.union(*heads.values()))
        return {
            partner: own[partner] + (own[heads[partner]] if partner in heads else []) for partner in people
        }

    @api.model
    def _set_phone(self, partner, text):
        """Override to enter it in the registry's list, too, which the registrant's form goes by."""
        if partner.is_registrant:
            self.env[self._numbers].create({"partner_id": partner.id, "phone_no": text})
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
        for number in self.env[self._numbers].search([("partner_id", "in", people.ids)]):
            partner = number.partner_id
            if number.disabled:
                disabled[partner].update((number.phone_sanitized, *dialled_numbers(number.phone_no)))
                continue
            at_home = number.country_id in (number.country_id.browse(), partner.country_id or company)
            found[partner].append(number.phone_no if at_home else number.phone_sanitized or number.phone_no)
        for partner, texts in found.items():
            if not disabled[partner] or len(partner.phone or "") > LONGEST:
                # What is too long is no number, however many there may be in it.
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
        """Return ``{group: its head}``, for the groups that have one of their company who is still there."""
        now = fields.Datetime.now()
        # Compares the end date itself: the stored field that is computed from it is not updated as time goes by.
        return {
            membership.group: membership.individual
            for membership in (self._head_memberships(groups) if groups else ())
            if membership.individual.company_id in (membership.group.company_id, self.env["res.company"])
            and membership.individual.active
            and not membership.individual.disabled
            and not (membership.ended_date and membership.ended_date <= now)
        }

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The demo's steps where OpenSPP 2 takes other ones than OpenG2P."""

from dev.setup import Progress

from .people import SMS, Person
from .program import AMOUNT, Program

FUND = AMOUNT * 1000000
CATEGORY = {"manager_category": "notification"}
WIZARD = "spp.manager.setup.wizard"


class OpenSppProgram(Program):
    """A new program with OpenSPP's default managers, and the channel that its card's button adds."""

    model, membership = "spp.program", "spp.program.membership"
    manager_model = "spp.program.notification.manager.wiserv"
    events = 4  # enrolment, start of the cycle, entitlement, payment

    def _set_up(self, number: int) -> tuple[int, int]:
        session, call = self._session, self._session.call
        peso = session.xmlid("base", "PHP")
        values = {"name": self.name, "target_type": "individual", "currency_id": peso}
        (program,) = call(self.model, "create", [values], context={"create_default_managers": True})
        approvers = session.xmlid("spp_programs", "group_programs_cycle_approver")
        call("res.groups", "write", [approvers], {"user_ids": [(4, session.xmlid("base", "user_admin"))]})
        definition = {
            "name": self.name,
            "model_id": call("ir.model", "search", [("model", "=", "spp.cycle")])[0],
            "approval_group_id": approvers,
        }
        definition = session.create("spp.approval.definition", definition)
        for manager in ("spp.cycle.manager.default", "spp.program.entitlement.manager.cash"):
            self._write_manager(program, manager, "approval_definition_id", definition)
        item = [(0, 0, {"amount": AMOUNT})]
        self._write_manager(program, "spp.program.entitlement.manager.cash", "entitlement_item_ids", item)
        fund = session.create("spp.program.fund", {"program_id": program, "amount": FUND})
        call("spp.program.fund", "post_fund", [fund])
        context = call(self.model, "action_add_manager", [program], context=CATEGORY)["context"]
        wizard = call(WIZARD, "create", [{"name": f"SMS of {self.name}"}], context=context)
        manager = call(WIZARD, "action_create_manager", wizard, context=context)["res_id"]
        call(self.manager_model, "write", [manager], {"number_format": "national"})
        return program, manager

    def _write_manager(self, program: int, model: str, field: str, value: object) -> None:
        managers = self._session.call(model, "search", [("program_id", "=", program)])
        self._session.call(model, "write", managers, {field: value})

    def _register(self, people: list[Person], country: int) -> list[int]:
        """Whoever wishes for SMS has consented to what the channel asks for."""
        call = self._session.call
        partners = call("res.partner", "create", [person.values(country) for person in people])
        purpose = self._session.xmlid("spp_consent", "purpose_sp_benefit_delivery")
        consents = [
            {
                "name": "Consent",
                "signatory_id": partner,
                "purpose_ids": [(4, purpose)],
                "status": "given",
                "expiry": "2099-12-31",
            }
            for partner, person in zip(partners, people, strict=True)
            if person.preference in SMS
        ]
        call("spp.consent", "create", consents)
        return partners

    def _fill(self, cycle: int) -> None:
        """From 200 members on it was a job that was to do it, for which the demo has no runner."""
        call, where = self._session.call, [("cycle_id", "=", cycle)]
        if not call("spp.cycle.membership", "search_count", where):
            members = call(self.membership, "search_read", [("program_id", "=", self.id)], ["partner_id"])
            values = [
                {"cycle_id": cycle, "partner_id": member["partner_id"][0], "state": "enrolled"}
                for member in members
            ]
            call("spp.cycle.membership", "create", values)

    def pay(self) -> None:
        """Approve a cycle of all beneficiaries and what they are entitled to, and mark the payments paid."""
        with Progress("Starting a cycle and paying its beneficiaries"):
            self._press(self.model, "create_new_cycle", self.id)
            (cycle,) = self._session.call("spp.cycle", "search", [("program_id", "=", self.id)])
            self._fill(cycle)
            for button in ("prepare_entitlement", "action_submit_for_approval", "action_approve"):
                self._press("spp.cycle", button, cycle)
            entitlements = self._session.call("spp.entitlement", "search", [("cycle_id", "=", cycle)])
            self._session.call("spp.entitlement", "action_approve", entitlements)
            self._press("spp.cycle", "prepare_payment", cycle)
            payments = self._session.call("spp.payment", "search", [("cycle_id", "=", cycle)])
            self._session.call(
                "spp.payment",
                "write",
                payments,
                {"state": "reconciled", "status": "paid", "amount_paid": AMOUNT},
            )

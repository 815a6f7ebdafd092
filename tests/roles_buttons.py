# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools

from odoo.addons.sms_wiserv.models.sources.asked import ASK

from .roles import ANNOUNCEMENT, MANAGER, MANAGERS, NOBODY, NOTIFIERS, READERS, ROLES, RolesCase


class ButtonRolesCase(RolesCase):
    """What can be done with the buttons of programs, cycles, lists and registrants, and who may."""

    def make_announcement(self, member, state="draft"):
        return self.env[ANNOUNCEMENT].create(
            {
                "program_id": self.program.id,
                "manager_id": self.manager.id,
                "body": "Hello",
                "state": state,
                "res_ids": member.ids,
            }
        )

    def table(self):
        yield from super().table()
        yield from self.table_of_announcements()
        yield from self.table_of_lists()

    def table_of_announcements(self):
        """Yield what :meth:`table` does, of SMS to beneficiaries in one's own words."""
        member = self.enrol()
        cycle = self.env["g2p.cycle"].create(
            {
                "name": "Second",
                "program_id": self.program.id,
                "start_date": "2026-02-01",
                "end_date": "2026-02-01",
            }
        )
        of_cycle = self.env["g2p.cycle.membership"].create(
            {"cycle_id": cycle.id, "partner_id": member.partner_id.id}
        )
        for records in (self.program, cycle, member, of_cycle):
            yield (
                MANAGERS,
                f"write to {records._name}",
                lambda call, records=records: call(records._name, "action_wiserv_announce", records.ids),
            )
        for method, state in (
            ("action_check", "draft"),
            ("action_back", "checked"),
            ("action_send", "checked"),
        ):
            yield (
                MANAGERS,
                f"{method} of SMS to beneficiaries",
                lambda call, method=method, state=state: call(
                    ANNOUNCEMENT, method, self.make_announcement(member, state).ids
                ),
            )
        yield (
            NOBODY,
            "delete them",
            lambda call: call(ANNOUNCEMENT, "unlink", self.make_announcement(member).ids),
        )
        yield (
            NOBODY,
            "change whom they were shown",
            lambda call: call(
                ANNOUNCEMENT, "write", self.make_announcement(member).ids, vals={"res_ids": member.ids}
            ),
        )

    def table_of_lists(self):
        """Yield what :meth:`table` does, of what shows nothing that one may not see, and of upstream's buttons."""
        manager = self.manager
        number = self.env["g2p.phone.number"].create(
            {"partner_id": self.make_registrants(1).id, "phone_no": "09170000001"}
        )
        for who, method, records in (
            ({*ROLES}, "get_manager_view_id", manager),
            (READERS, "action_wiserv_messages", manager),
            *(({*ROLES}, "action_wiserv_sms", records) for records in self.sources()),
            ({*ROLES} - {"portal"}, "action_wiserv_announce", number.partner_id),
            ({*ROLES} - {"portal"}, "action_wiserv_send_sms", number.partner_id),
            ({*MANAGERS, "registrar"}, "action_wiserv_announce", number),
        ):
            yield (
                who,
                f"{method} of {records._name}",
                lambda call, how=method, records=records: call(records._name, how, records.ids),
            )
        program = self.program
        cycle = self.env["g2p.cycle"].search([("program_id", "=", program.id)], limit=1)
        batch = self.env["g2p.payment.batch"].create({"name": "All", "cycle_id": cycle.id})
        for records, method in itertools.product(
            (program, cycle, batch), ("action_wiserv_sms", "action_wiserv_not_told")
        ):
            yield (
                MANAGERS if method == "action_wiserv_sms" and records != cycle else {*ROLES},
                f"{method} of {records._name}",
                lambda call, how=method, records=records: call(records._name, how, records.ids),
            )
        yield (
            NOTIFIERS,
            "notify",
            lambda call: call("g2p.program", "notify_eligible_beneficiaries", program.ids),
        )
        yield from self.buttons(program, cycle, batch)
        yield READERS, "name_search", lambda call: call(MANAGER, "name_search")

    def buttons(self, program, cycle, batch):
        """Yield what :meth:`table` does, of buttons that ask before many are told: who may is upstream's."""
        for records, method in (
            (program, "enroll_eligible_registrants"),
            (program, "verify_eligibility"),
            (cycle, "approve"),
            (cycle, "validate_entitlement"),
            (cycle, "mark_ended"),
            (cycle, "send_payment"),
            (batch, "send_payment"),
        ):
            yield (
                NOTIFIERS,
                f"{method} of {records._name}",
                lambda call, how=method, records=records: call(records._name, how, records.ids),
            )

        def ask(call):
            self.make_members(self.make_registrants(1))
            button = "enroll_eligible_registrants"
            return [call("g2p.program", button, program.ids, context={ASK: True})["res_id"]]

        for method in ("action_with_sms", "action_without_sms", "action_left_out"):
            yield (
                NOTIFIERS,
                f"{method} of the dialog",
                lambda call, how=method: call("sms.wiserv.before", how, ask(call)),
            )

    def sources(self):
        member = self.enrol()
        today = "2026-01-01"
        cycle = self.env["g2p.cycle"].create(
            {"name": "First", "program_id": self.program.id, "start_date": today, "end_date": today}
        )
        entitlement = self.env["g2p.entitlement"].create(
            {"cycle_id": cycle.id, "partner_id": member.partner_id.id, "initial_amount": 1}
        )
        payment = self.env["g2p.payment"].create(
            {"entitlement_id": entitlement.id, "cycle_id": cycle.id, "amount_issued": 1}
        )
        return member.partner_id, member, entitlement, payment

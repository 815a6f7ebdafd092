# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What people do with a program's forms and buttons, one step after the other."""

import secrets
import time
from typing import NamedTuple

from dev.setup import Progress

from .gateway import DemoGateway
from .people import Person
from .session import Session

NAME = "Rice Allowance"
MANAGER, SENDER = "g2p.program.notification.manager.wiserv", "sms.wiserv.sender"
# One-time passwords come from code on the server; no remote call may ask a sender for one.
SEND_OTP = "action = {'reply': record.on_otp_send(otp=env.context['otp'], phone=env.context['phone'])}"
ELIGIBILITY = "g2p.program_membership.manager.default"
AMOUNT = 1500
AT_ONCE = 1000  # records in one call
JOBS_FROM = 200  # members
FUND = 10**8
SHOP = "+63 917 000 9999"
SECONDS_FOR_ODOOS = 60
MPESA_ACCOUNT = {
    "payee_id_type": "phone",
    "auth_endpoint_url": "http://localhost/login",
    "payment_endpoint_url": "http://localhost/pay",
    "username": "agent",
    "password": "secret",
}


def set_up_company(session: Session, gateway: DemoGateway) -> None:
    """Make it a Philippine one with a Wiserv account."""
    peso = session.xmlid("base", "PHP")
    session.call("res.currency", "write", [peso], {"active": True})
    session.call(
        "res.company",
        "write",
        [session.xmlid("base", "main_company")],
        {
            "country_id": session.xmlid("base", "ph"),
            "currency_id": peso,
            "wiserv_api_url": gateway.url,
            "wiserv_protocol": gateway.protocol,
            "wiserv_user_name": gateway.user,
            "wiserv_password": gateway.password,
            "wiserv_allow_plain_http": gateway.is_open_to_readers,
            "wiserv_sms_provider": "wiserv",
        },
    )
    # What administrators are told, they are told in Odoo: an e-mail would find no server.
    session.call("res.users", "write", [session.xmlid("base", "user_admin")], {"notification_type": "inbox"})


class Otp(NamedTuple):
    """A one-time password that was sent; the gateway's reply is None if it did not accept it."""

    code: str
    reply: str | None


class Program:
    """A new program with the managers that its wizard would give it, our sender among them."""

    model, membership, manager_model = "g2p.program", "g2p.program_membership", MANAGER
    events = 3  # enrolment, start of the cycle, payment

    def __init__(self, session: Session):
        self._session = session
        number = session.call(self.model, "search_count", [("name", "=like", f"{NAME} %")]) + 1
        self.name = f"{NAME} {number}"
        self.id, self.manager = self._set_up(number)
        [manager] = session.call(self.manager_model, "read", [self.manager], ["sender_id"])
        self.sender = manager["sender_id"][0]

    def _set_up(self, number: int) -> tuple[int, int]:
        """Make the program and our manager."""
        session, call = self._session, self._session.call
        journal = {
            "name": self.name,
            "code": f"RA{number}",
            "type": "bank",
            "currency_id": session.xmlid("base", "PHP"),
        }
        values = {
            "name": self.name,
            "target_type": "individual",
            "journal_id": session.create("account.journal", journal),
        }
        self.id = session.create("g2p.program", values)
        # A new sender is in its program's list by itself.
        self.manager = session.create(
            MANAGER, {"name": f"SMS of {self.name}", "program_id": self.id, "number_format": "national"}
        )
        self._add_manager("eligibility_managers", "g2p.eligibility.manager", {}, ELIGIBILITY)
        approvers = session.xmlid("g2p_programs", "g2p_program_cycle_approver")
        call("res.groups", "write", [approvers], {"user_ids": [(4, session.xmlid("base", "user_admin"))]})
        self._add_manager("cycle_managers", "g2p.cycle.manager", {"approver_group_id": approvers})
        self._add_manager(
            "entitlement_managers", "g2p.program.entitlement.manager", {"amount_per_cycle": AMOUNT}
        )
        call("g2p.program", "write", [self.id], {"payment_managers": [(5,)]})
        everybody = session.create("g2p.payment.batch.tag", {"name": self.name})
        self._add_manager(
            "payment_managers",
            "g2p.program.payment.manager",
            {"batch_tag_ids": [(4, everybody)], **MPESA_ACCOUNT},
            "g2p.program.payment.manager.simple.mpesa",
        )
        fund = session.create("g2p.program.fund", {"program_id": self.id, "amount": FUND})
        self._press("g2p.program.fund", "post_fund", fund)
        return self.id, self.manager

    def register_and_enrol(self, people: list[Person]) -> None:
        country = self._session.xmlid("base", "ph")
        with Progress(f"Registering people ({len(people)}) and enrolling them in {self.name}") as progress:
            for start in range(0, len(people), AT_ONCE):
                progress.update(f"{start}/{len(people)}")
                partners = self._register(people[start : start + AT_ONCE], country)
                self._session.call(
                    self.membership,
                    "create",
                    [{"program_id": self.id, "partner_id": partner} for partner in partners],
                )
            self._enrol(len(people))

    def _register(self, people: list[Person], country: int) -> list[int]:
        values = [
            {**person.values(country), "notification_preference": person.preference} for person in people
        ]
        return self._session.call("res.partner", "create", values)

    def _enrol(self, count: int) -> None:
        """Press the program's button; above 200 members, it starts jobs, for which the demo has no runner."""
        if count < JOBS_FROM:
            self._press(self.model, "enroll_eligible_registrants", self.id)
        else:
            members = self._session.call(self.membership, "search", [("program_id", "=", self.id)])
            self._session.call(self.membership, "write", members, {"state": "enrolled"})

    def pay(self) -> None:
        """Approve a cycle of all beneficiaries, entitle and pay them."""
        with Progress("Starting a cycle and paying its beneficiaries"):
            self._press("g2p.program", "create_new_cycle", self.id)
            (cycle,) = self._session.call("g2p.cycle", "search", [("program_id", "=", self.id)])
            self._press("g2p.cycle", "prepare_entitlement", cycle)
            self._press("g2p.cycle", "to_approve", cycle)
            self._press("g2p.cycle", "approve", cycle)
            entitlements = self._session.call("g2p.entitlement", "search", [("cycle_id", "=", cycle)])
            self._session.call("g2p.entitlement", "approve_entitlement", entitlements)
            self._press("g2p.cycle", "prepare_payment", cycle)
            self._press("g2p.cycle", "send_payment", cycle)

    def send_otp(self, person: Person) -> Otp:
        """Have the sender send a one-time password, by a server action as an administrator may write it."""
        call = self._session.call
        code = f"{secrets.randbelow(10**6):06d}"
        with Progress("Sending a one-time password"):
            (model,) = call("ir.model", "search", [("model", "=", self.manager_model)])
            values = {
                "name": "Send a one-time password",
                "model_id": model,
                "state": "code",
                "code": SEND_OTP,
            }
            action = self._session.create("ir.actions.server", values)
            about = {
                "active_model": self.manager_model,
                "active_id": self.manager,
                "otp": code,
                "phone": person.registered,
            }
            reply = call("ir.actions.server", "run", [action], context=about)["reply"]
            call("ir.actions.server", "unlink", [action])
        return Otp(code, reply or None)

    def send_odoos_sms(self) -> int:
        """Write to a partner by Odoo's own *Send SMS*; return the SMS."""
        call = self._session.call
        with Progress("Sending an SMS of Odoo's own"):
            shop = self._session.create("res.partner", {"name": "Corner Shop", "phone": SHOP})
            composer = self._session.create(
                "sms.composer",
                {
                    "composition_mode": "comment",
                    "res_model": "res.partner",
                    "res_id": shop,
                    "body": self.odoos_text,
                },
            )
            call("sms.composer", "action_send_sms", [composer])
            (sms,) = call("sms.sms", "search", [("partner_id", "=", shop)])
        return sms

    @property
    def odoos_text(self) -> str:
        return f"{self.name} begins."

    def state_of(self, sms: int, wait: bool) -> str:
        """Return the state of an SMS as Odoo shows it, once it waits no more."""
        deadline = time.monotonic() + (SECONDS_FOR_ODOOS if wait else 0)
        while True:
            (row,) = self._session.call("sms.sms", "read", [sms], ["state"])
            if row["state"] not in ("outgoing", "process") or time.monotonic() > deadline:
                states = self._session.call("sms.sms", "fields_get", ["state"], ["selection"])
                return dict(states["state"]["selection"])[row["state"]]
            time.sleep(0.3)

    def _press(self, model: str, button: str, record: int):
        return self._session.call(model, button, [record])

    def _add_manager(self, field: str, pointer: str, values: dict, source: str | None = None) -> None:
        source = source or f"{pointer}.default"
        made = self._session.create(source, {"name": self.name, "program_id": self.id, **values})
        entry = {"program_id": self.id, "manager_ref_id": f"{source},{made}"}
        self._session.call("g2p.program", "write", [self.id], {field: [(0, 0, entry)]})

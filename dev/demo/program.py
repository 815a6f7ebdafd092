# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What people do with a program's forms and buttons, one step after the other."""

import secrets
from typing import NamedTuple

from dev.setup import Progress

from .gateway import DemoGateway
from .people import Person
from .session import Session

NAME = "Rice Allowance"
SENDER = "g2p.program.notification.manager.wiserv"
# One-time passwords come from code on the server; no remote call may ask a sender for one.
SEND_OTP = "action = {'reply': record.on_otp_send(otp=env.context['otp'], phone=env.context['phone'])}"
AMOUNT = 1500
AT_ONCE = 1000  # records in one call


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
        },
    )
    # What administrators are told, they are told in Odoo: an e-mail would find no server.
    session.call("res.users", "write", [session.xmlid("base", "user_admin")], {"notification_type": "inbox"})


class Otp(NamedTuple):
    """A one-time password that was sent; the gateway's reply is None if it did not accept it."""

    code: str
    reply: str | None


class Program:
    """A new program with a Wiserv sender and a payment manager; `id`, `sender` and `name` are its own."""

    def __init__(self, session: Session):
        self._session = session
        earlier = session.call("g2p.program", "search_count", [("name", "=like", f"{NAME} %")])
        self.name = f"{NAME} {earlier + 1}"
        self.id = session.create("g2p.program", {"name": self.name, "target_type": "individual"})
        self.sender = self._add_manager(
            "notification", SENDER, {"name": f"SMS of {self.name}", "number_format": "national"}
        )
        self._add_manager("payment", "g2p.program.payment.manager.default", {"name": "Cash"})

    def register_and_enrol(self, people: list[Person]) -> None:
        country = self._session.xmlid("base", "ph")
        with Progress(f"Registering people ({len(people)}) and enrolling them in {self.name}") as progress:
            for start in range(0, len(people), AT_ONCE):
                progress.update(f"{start}/{len(people)}")
                values = [person.values(country) for person in people[start : start + AT_ONCE]]
                partners = self._session.call("res.partner", "create", values)
                self._session.call(
                    "g2p.program_membership",
                    "create",
                    [{"program_id": self.id, "partner_id": partner} for partner in partners],
                )
            self._press("g2p.program", "enroll_eligible_registrants", self.id)

    def pay(self) -> None:
        """Start a cycle, entitle its beneficiaries, and pay them in one batch."""
        cycle = self._session.create(
            "g2p.cycle", {"name": "First Cycle", "program_id": self.id, "entitlement_amount": AMOUNT}
        )
        with Progress("Starting a cycle and paying its beneficiaries"):
            self._press("g2p.cycle", "action_start", cycle)
            self._press("g2p.cycle", "prepare_entitlement", cycle)
            self._press("g2p.cycle", "approve_entitlements", cycle)
            batch = self._press("g2p.cycle", "prepare_payment", cycle)["res_id"]
            self._press("g2p.payment.batch", "send_payment", batch)

    def send_otp(self, person: Person) -> Otp:
        """Have the sender send a one-time password, by a server action as an administrator may write it."""
        call = self._session.call
        code = f"{secrets.randbelow(10**6):06d}"
        with Progress("Sending a one-time password"):
            (model,) = call("ir.model", "search", [("model", "=", SENDER)])
            values = {
                "name": "Send a one-time password",
                "model_id": model,
                "state": "code",
                "code": SEND_OTP,
            }
            action = self._session.create("ir.actions.server", values)
            about = {
                "active_model": SENDER,
                "active_id": self.sender,
                "otp": code,
                "phone": person.registered,
            }
            reply = call("ir.actions.server", "run", [action], context=about)["reply"]
            call("ir.actions.server", "unlink", [action])
        return Otp(code, reply or None)

    def _press(self, model: str, button: str, record: int):
        return self._session.call(model, button, [record])

    def _add_manager(self, kind: str, model: str, values: dict) -> int:
        source = self._session.create(model, {**values, "program_id": self.id})
        values = {"program_id": self.id, "manager_ref_id": f"{model},{source}"}
        self._session.create(f"g2p.program.{kind}.manager", values)
        return source

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What the pictures show: a program whose SMS went out over some months, most of them accepted, some not."""

import time
from typing import NamedTuple

from ..demo.gateway import DemoGateway
from ..demo.outbox import SMS
from ..demo.people import Person, make_people
from ..demo.program import SENDER, Program, set_up_company
from ..demo.session import Session
from ..gateway import GatewayProcess
from ..setup import Environment, SetupError

PEOPLE = 120
SEED = 7  # of the gateway's failures: some of each kind
SECONDS_TO_SEND = 120


class Scene(NamedTuple):
    manager: int  # the sender as its program knows it
    sender: int
    failed: int  # a message
    unknown: int  # a message
    people: list[Person]


def set_up(env: Environment, session: Session, gateway: GatewayProcess, db: str) -> Scene:
    """Let a program enrol and pay people, the gateway failing now and then; afterwards spread it over four months.

    :raise SetupError: the messages are not sent in time
    """
    set_up_company(session, DemoGateway(gateway.url("soap"), gateway.user, gateway.password, "soap", gateway))
    program, people = Program(session), make_people(PEOPLE)
    gateway.reset(seed=SEED)
    gateway.behave("fault", probability=0.06, text="Invalid Mobile Number")
    gateway.behave("unknown_sentence", probability=0.05, text="Request received")
    program.register_and_enrol(people)
    program.pay()
    _wait_until_sent(session, program.sender)
    _spread(env, db, program.sender)
    return Scene(
        program.manager,
        program.sender,
        _first(session, program.sender, "failed"),
        _first(session, program.sender, "unknown"),
        people,
    )


def _wait_until_sent(session: Session, sender: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_SEND
    while session.call(SENDER, "running"):
        if time.monotonic() > deadline:
            raise SetupError("The scene's messages were not sent in time: see the server's log.")
        time.sleep(0.5)


def _spread(env: Environment, db: str, sender: int) -> None:
    """Move the enrolments' messages back by up to three months, so that there is a history to look at."""
    env.psql(
        db,
        """UPDATE sms_wiserv_message SET queued_at = queued_at - age, queued_on = queued_on - age,
                  sent_at = sent_at - age, answered_at = answered_at - age
             FROM (SELECT id AS message, (id %% 4) * interval '28 days' AS age FROM sms_wiserv_message) AS ages
            WHERE message = id AND sender_id = %s AND event <> 'payment'""",
        (sender,),
    )


def _first(session: Session, sender: int, state: str) -> int:
    found = session.call(SMS, "search", [("sender_id", "=", sender), ("state", "=", state)], limit=1)
    if not found:
        raise SetupError(f"The scene has no message in the state {state}.")
    return found[0]

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`make demo`: the main job on a real Odoo with its real cron, driven from outside as a person drives it.

Results go to standard output, the last line being one JSON object; what is being done goes to standard error.
"""

import json
import os
import time

from dev.setup import Environment, SetupError, say
from dev.setup.places import only_one
from dev.suites import DEMO, STACKS

from . import notes, outbox, proof, report
from .gateway import open_gateway
from .people import make_people
from .openspp import OpenSppProgram
from .program import Program, set_up_company
from .session import open_session

RECIPIENTS = 50
PROGRAMS = {"openg2p": Program, "openspp": OpenSppProgram}  # by stack


def main(env: Environment) -> int:
    recipients = _recipients()
    with only_one(env.state / "demo.lock", "running the demo"), open_gateway() as gateway:
        env.install_demo_db(env.demo_db, fresh=os.environ.get("FRESH", "0") not in ("", "0"))
        with open_session(env) as session:
            return _run(session, gateway, make_people(recipients))


def _run(session, gateway, people) -> int:
    outbox.cancel_leftovers(session)
    set_up_company(session, gateway)
    started = time.monotonic()
    program = PROGRAMS[DEMO](session)
    program.register_and_enrol(people)
    program.pay()
    otp = program.send_otp(next(person for person in people if person.hears))
    sms = program.send_odoos_sms()
    obstacle = outbox.wait_until_empty(session, program)
    seconds = time.monotonic() - started
    notes.wait_for_notes(session, program)

    counts = outbox.count(session, program)
    report.show(session, program, counts, otp, program.state_of(sms, wait=not obstacle))
    differences = []
    if gateway.stand_in and not obstacle:
        differences = proof.compare(session, program, people, otp, gateway.stand_in.journal)
    serve = "make serve" if DEMO == STACKS[0] else f"make serve STACK={DEMO}"
    print(f"{serve} shows all of it in the browser.\n", flush=True)
    for sentence in filter(None, [obstacle, *differences]):
        say(f"{sentence}\n")
    summary = {**counts.summary(), "otp_reply": otp.reply, "seconds": round(seconds, 1)}
    print(json.dumps({"program": program.id, **summary}, ensure_ascii=False), flush=True)
    return 1 if obstacle or differences else 0


def _recipients() -> int:
    named = os.environ.get("RECIPIENTS") or str(RECIPIENTS)
    if not named.isdecimal() or int(named) < 1:
        raise SetupError(f"RECIPIENTS={named} is no number of people: name one from 1 upwards.")
    return int(named)

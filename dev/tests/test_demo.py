# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`make demo` as a whole: a real Odoo with its real cron, on a database that is kept from test to test."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from dev.gateway import Gateway

RECIPIENTS = 40
# Of 40 people 20 wish for SMS; 3 of them have no number and 1 an impossible one. There are three events.
SKIPPED = {"preference": 3 * 20, "no_number": 3 * 3, "bad_number": 3 * 1}
QUEUED = 3 * 16  # beside them go one SMS of Odoo's own and one one-time password

# The command on another database than the one that people look at.
COMMAND = """
import runpy, signal, sys
# A shell that runs the tests in the background has them ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
from dev.demo import gateway
from dev.setup import Environment
Environment.demo_db = sys.argv.pop()
{before}
sys.argv[1:] = ["demo"]
runpy.run_module("dev", run_name="__main__", alter_sys=True)
"""


class Run(NamedTuple):
    status: int
    output: str
    errors: str

    @property
    def summary(self) -> dict:
        return json.loads(self.output.splitlines()[-1])


@pytest.fixture(scope="module")
def db(env):
    name = env.own_name("scratch_demo")
    env.drop_db(name)
    yield name
    env.drop_db(name)


@pytest.fixture
def demo(env, db):
    """Run the demo to its end: ``demo(WISERV_URL=…, before="…")``."""

    def run(before: str = "", **settings: str) -> Run:
        process = start(env, db, before, settings)
        output, errors = process.communicate(timeout=900)
        assert "Traceback" not in errors
        return Run(process.returncode, output, errors)

    return run


def start(env, db: str, before: str, settings: dict) -> subprocess.Popen:
    named = {name: value for name, value in os.environ.items() if not name.startswith("WISERV_")}
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND.format(before=before), db],
        cwd=env.root,
        env={**named, "RECIPIENTS": str(RECIPIENTS), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def log_of(env) -> str:
    return (env.logs / "demo.log").read_text()


def complaints(env) -> list[str]:
    return re.findall(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) .*", log_of(env), re.MULTILINE)


def test_everybody_who_wishes_and_can_be_reached_is_told(env, db, demo):
    run = demo(FRESH="1")
    assert run.status == 0, run.errors
    summary = run.summary
    assert list(summary) == [
        "program",
        "queued",
        "accepted",
        "failed",
        "unknown",
        "skipped",
        "otp_reply",
        "seconds",
    ]
    assert (summary["queued"], summary["accepted"]) == (QUEUED, QUEUED)
    assert (summary["failed"], summary["unknown"], summary["skipped"]) == (0, 0, SKIPPED)
    assert summary["otp_reply"] == "Message Queued"
    assert 0 < summary["seconds"] < 300
    assert re.search(r"^  Enrolment +16$", run.output, re.MULTILINE)
    assert re.search(r"^  Payment +3 +1 +20$", run.output, re.MULTILINE)
    assert f"got the same {QUEUED} SMS, number by number and text by text" in run.output
    notes = run.output.partition("as an administrator reads them:")[2]
    assert len(re.findall(r"^  20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC · ", notes, re.MULTILINE)) == 3
    assert not re.search(r"09\d{9}", run.output + run.errors), "a number in full"
    assert complaints(env) == []


def test_the_other_stack_does_the_same_job(env, demo):
    name = env.own_name("scratch_demo_openspp")
    env.drop_db(name)
    try:
        run = demo(before=f"Environment.demo_db = {name!r}", STACK="openspp")
    finally:
        env.drop_db(name)
    assert run.status == 0, run.errors
    # There is one event more, and consents in place of wishes.
    assert (run.summary["accepted"], run.summary["queued"]) == (4 * 16, 4 * 16)
    assert run.summary["skipped"] == {"consent": 4 * 20, "no_number": 4 * 3, "bad_number": 4 * 1}
    assert "STACK=openspp shows all of it" in run.output
    assert complaints(env) == []


def test_a_kept_database_works_again_with_a_new_program(demo):
    run = demo()
    assert run.status == 0, run.errors
    assert run.summary["program"] == 2
    assert (run.summary["accepted"], run.summary["skipped"]) == (QUEUED, SKIPPED)


def test_refused_credentials_end_it_with_the_reason(env, demo):
    with Gateway() as gateway:
        gateway.set_credentials("somebody", "else", "401")
        run = demo(
            WISERV_URL=gateway.url("soap"), WISERV_USER="stand-in-user", WISERV_PASSWORD="not-the-right-one"
        )
    assert run.status == 1
    assert (
        "48 messages wait. The channel is paused: The gateway refused the user name or password."
        in run.errors
    )
    assert (run.summary["queued"], run.summary["accepted"], run.summary["otp_reply"]) == (QUEUED, 0, None)
    assert "not-the-right-one" not in run.output + run.errors + log_of(env)


def test_an_administrator_is_told_without_mail_or_errors(env, db):
    """Of what the refused credentials made Odoo do."""
    assert env.psql(db, "SELECT count(*) FROM mail_activity") != [(0,)]
    assert env.psql(db, "SELECT count(*) FROM mail_mail") == [(0,)]
    assert complaints(env) == []


def test_what_an_earlier_run_left_is_not_sent_by_the_next(demo):
    run = demo()
    assert run.status == 0, run.errors
    assert f"Cancelled {QUEUED + 1} messages that an earlier run had left waiting." in run.errors
    assert run.summary["accepted"] == QUEUED


def test_a_form_service_is_used_by_its_address_alone(demo):
    with Gateway() as gateway:
        run = demo(WISERV_URL=gateway.url("http"), WISERV_USER=gateway.user, WISERV_PASSWORD=gateway.password)
        assert [entry["protocol"] for entry in gateway.journal] == ["http"] * (QUEUED + 2)
    assert run.status == 0, run.errors
    assert run.summary["accepted"] == QUEUED


def test_an_account_that_the_server_fixes_elsewhere_is_left_alone(demo):
    with Gateway() as other:
        run = demo(WISERV_API_URL=other.url("soap"), WISERV_USER_NAME=other.user)
        assert other.journal == []
    assert run.status == 0, run.errors


def test_a_message_that_the_gateway_does_not_know_of_is_found(demo):
    run = demo(
        before="""
class Forgetful(gateway.GatewayProcess):
    def start(self):
        super().start()
        self.behave("late", seconds=0, count=1, taken=False)
gateway.GatewayProcess = Forgetful
"""
    )
    assert run.status == 1
    assert "1 SMS that the outbox calls accepted did not reach the gateway." in run.errors
    assert "1 SMS are missing for people who wish to be told by SMS and can be." in run.errors
    assert run.summary["accepted"] == QUEUED


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"RECIPIENTS": "many"}, "RECIPIENTS=many is no number of people"),
        ({"RECIPIENTS": "0"}, "RECIPIENTS=0 is no number of people"),
        ({"STACK": "odoo"}, "STACK=odoo is none of openg2p, openspp"),
        ({"WISERV_URL": "http://127.0.0.1:9/soap/?wsdl"}, "WISERV_USER and WISERV_PASSWORD missing"),
        (
            {"WISERV_URL": "x", "WISERV_USER": "x", "WISERV_PASSWORD": "x", "WISERV_PROTOCOL": "ftp"},
            "WISERV_PROTOCOL=ftp is no protocol",
        ),
        (
            {"WISERV_URL": "ftp://x", "WISERV_USER": "x", "WISERV_PASSWORD": "x"},
            "WISERV_URL cannot be used. The API URL must begin with https://",
        ),
        (
            {"WISERV_URL": "http://[", "WISERV_USER": "x", "WISERV_PASSWORD": "x"},
            "WISERV_URL cannot be used. The API URL is not a valid address.",
        ),
    ],
)
def test_what_is_named_wrongly_is_told_before_anything_starts(demo, settings, sentence):
    run = demo(**settings)
    assert (run.status, run.output) == (1, "")
    assert sentence in run.errors
    assert "Starting Odoo" not in run.errors


def test_ctrl_c_stops_all_that_it_started(env, db):
    process = start(env, db, "", {"RECIPIENTS": "2000"})
    for line in process.stderr:
        if "Registering" in line:
            break
    time.sleep(0.5)
    assert len(commands_in(process.pid, db)) >= 2, "Odoo and the gateway should run"
    os.killpg(process.pid, signal.SIGINT)
    _output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert commands_in(process.pid, db) == []


def commands_in(group: int, db: str) -> list[str]:
    """The command lines of the demo's processes: those of its group, and Odoo's on its database."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            in_group = os.getpgid(int(folder.name)) == group
        except OSError:
            continue  # ended in the meantime
        if command and (in_group or f"-d {db} " in command):
            found.append(command)
    return found

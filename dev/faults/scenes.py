# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What the nursery's children do; each function has the whole process and an Environment to itself."""

import signal
import threading
import time
from itertools import count

from psycopg2 import Error

from odoo.service.model import retrying
from odoo.sql_db import Cursor
from odoo.tools import config

from odoo.addons.base.models import ir_cron
from odoo.addons.sms_wiserv.wire.connection import Connection

CRON = "sms_wiserv.ir_cron_dispatch"
NUMBER = "0917 123 4567"
MANAGERS, SENDERS = "g2p.program.notification.manager.wiserv", "sms.wiserv.sender"


def set_up(env, name, **account):
    """A program with a sender of the company's account; return both ids."""
    env.company.country_id = env.ref("base.ph")
    settings(env, **account)
    program = env["g2p.program"].create({"name": name, "target_type": "individual"})
    eligibility = "g2p.program_membership.manager.default"
    source = env[eligibility].create({"name": name, "program_id": program.id})
    program.eligibility_managers = env["g2p.eligibility.manager"].create(
        {"program_id": program.id, "manager_ref_id": f"{eligibility},{source.id}"}
    )
    manager = env[MANAGERS].create({"name": f"SMS of {name}", "program_id": program.id})
    # Where a test plays the cron worker, no other job shall take its time.
    env["ir.cron"].search([("id", "!=", env.ref(CRON).id)]).active = False
    env.cr.commit()
    return {"program": program.id, "sender": manager.sender_id.id}


def settings(env, **values):
    """Change the company's Wiserv settings, as an administrator's request does."""
    retrying(lambda: env.company.write({f"wiserv_{name}": value for name, value in values.items()}), env)


def draft(env, program, first, count):
    """Registrants with numbers from ``first`` on, as draft members of a program."""
    partners = env["res.partner"].create(
        [
            {
                "name": f"Registrant {number}",
                "is_registrant": True,
                "phone": f"0917{number:07d}",
                "notification_preference": "sms",
            }
            for number in range(first, first + count)
        ]
    )
    env["g2p.program_membership"].create([{"partner_id": id_, "program_id": program} for id_ in partners.ids])
    env.cr.commit()


def press_enrol(env, program, commit=True, barrier=None):
    """Press the program's button, as a request does: again if the transaction cannot be serialized.

    :param commit: False: something after the event fails, and the transaction is rolled back
    :param barrier: see :func:`_wait_at`
    :return: how often the button's method was run
    """
    runs = []

    def press():
        runs.append(None)
        env["g2p.program"].browse(program).enroll_eligible_registrants()

    _wait_at(barrier, env)
    if commit:
        retrying(press, env)
    else:
        press()
        env.cr.rollback()
    return len(runs)


def press_enrol_big(env, program):
    """Enrol all draft members in one write, as one of the jobs of the program's button does."""
    domain = [("program_id", "=", program), ("state", "=", "draft")]
    env["g2p.program_membership"].search(domain).state = "enrolled"
    env.cr.commit()


def tell_enrolled(env, program, barrier=None):
    """Tell the program's managers of its enrolled members, written to by nobody; return as :func:`press_enrol`."""
    runs = []

    def tell():
        runs.append(None)
        members = env["g2p.program_membership"].search(
            [("program_id", "=", program), ("state", "=", "enrolled")]
        )
        env[MANAGERS].search([("program_id", "=", program)]).on_enrolled_in_program(members)

    _wait_at(barrier, env)
    retrying(tell, env)
    return len(runs)


def _wait_at(barrier, env):
    """Take the transaction's snapshot, then wait until whoever holds the advisory lock lets go of it."""
    if barrier:
        env["g2p.program"].search_count([])
        env.cr.execute("SELECT pg_advisory_xact_lock_shared(%s)", (barrier,))


def press_enrol_too_late(env, program):
    """Press the button in a transaction whose snapshot is older than somebody else's write of the same record."""
    runs = []

    def press():
        runs.append(None)
        record = env["g2p.program"].browse(program)
        record.enroll_eligible_registrants()
        if len(runs) == 1:
            with env.registry.cursor() as other:
                other.execute("UPDATE g2p_program SET name = name || ' (2)' WHERE id = %s", (program,))
        record.name = f"{record.name}!"

    retrying(press, env)
    return len(runs)


def queue(env, sender, first, count, priority="0"):
    """Put messages into the outbox as an event does, without the registrants that would take longer to make."""
    sender = env[SENDERS].browse(sender)
    values = {
        "sender_id": sender.id,
        "company_id": env.company.id,
        "door": "g2p.wiserv.door",
        "partner_id": None,
        "event": "payment",
        "res_model": None,
        "res_id": None,
        "occasion": None,
        "state": "queued",
        "failure_reason": None,
        "priority": priority,
    }
    env["sms.wiserv.message"]._enqueue(
        [
            {
                **values,
                "number": f"0917{number:07d}",
                "body": f"Your payment {number} has been sent.",
                "idempotency_key": f"payment:{number}",
            }
            for number in range(first, first + count)
        ]
    )
    env["sms.wiserv.message"]._wake_dispatcher()
    env.cr.commit()


def send_otp(env, sender, otp, commit=True):
    """Send a one-time password as a request does, or roll back what called for it; return the gateway's reply."""

    def send():
        return env[MANAGERS].search([("sender_id", "=", sender)]).on_otp_send(otp=otp, phone=NUMBER)

    if commit:
        return retrying(send, env)
    reply = send()
    env.cr.rollback()
    return reply


def press(env, action, state):
    """Select all messages in a state, and press a button a little later; return how often the action was run."""
    runs = []

    def act():
        runs.append(None)
        selected = env["sms.wiserv.message"].search([("state", "=", state)])
        time.sleep(0.3)
        getattr(selected, action)()

    retrying(act, env)
    return len(runs)


def dispatch(env):
    """One run of the dispatcher."""
    env["sms.wiserv.message"]._cron_dispatch()


def dispatch_and_survive(env):
    """The same, for a run that fails; return its error, and how many dispatchers still count as alive after it."""
    try:
        dispatch(env)
    except Error as error:
        env.cr.rollback()
        return str(error), env["sms.wiserv.message"]._live_dispatchers()


def dispatch_losing_a_commit(env, after):
    """The same, where PostgreSQL ends the session between a claim's commit and its answer to it."""
    model, commit, claims = env.registry["sms.wiserv.message"], Cursor.commit, []
    claim = model._claim

    def counted(*args):
        rows = claim(*args)
        claims.append(rows)
        return rows

    def lost(cursor):
        commit(cursor)
        if len(claims) == after and claims[-1]:
            claims.append(None)
            with env.registry.cursor() as other:
                other.execute("SELECT pg_terminate_backend(%s)", (cursor.connection.info.backend_pid,))
            cursor.execute("SELECT 1")

    model._claim, Cursor.commit = counted, lost
    dispatch(env)


def dispatch_with_a_defect(env, after):
    """The same, in a process whose wire raises, once, what it never should."""
    exchange, calls = Connection.exchange, count(1)

    def defect(*args):
        response = exchange(*args)
        if next(calls) == after:
            raise ZeroDivisionError(NUMBER)
        return response

    Connection.exchange = defect
    dispatch(env)


def dispatch_without_threads(env, most):
    """The same, in a process that the system lets start so many threads."""
    start, calls = threading.Thread.start, count(1)

    def refused(thread):
        if next(calls) > most:
            raise RuntimeError("can't start new thread")
        start(thread)

    threading.Thread.start = refused
    dispatch(env)


class Worker:
    """What a prefork server's worker process tells of itself."""

    alive = True

    def signal_handler(self, *_args):
        self.alive = False


def dispatch_on(env, pause=0.02):
    """Run after run, until the process is killed, or asked to stop as a prefork server asks its workers: SIGINT."""
    worker = Worker()
    signal.signal(signal.SIGINT, worker.signal_handler)
    while worker.alive:
        dispatch(env)
        env.cr.commit()
        time.sleep(pause)


def cron(env, seconds=None, worker_seconds=None):
    """What a cron worker does when it is woken; return how often it ran our job.

    :param seconds: how long one job may take (Odoo's own: 10)
    :param worker_seconds: after how long Odoo ends a worker (its own: 120)
    """
    config["limit_time_real"] = worker_seconds or config["limit_time_real"]
    ir_cron.MIN_TIME_PER_JOB = seconds or ir_cron.MIN_TIME_PER_JOB
    runs = []
    original = ir_cron.IrCron._callback

    def counted(self, *args):
        runs.append(None)
        return original(self, *args)

    ir_cron.IrCron._callback = counted
    ir_cron.IrCron._process_jobs(env.cr.dbname)
    return len(runs)


def press_button(env, sender, button):
    """Press one of the sender's buttons."""
    getattr(env[SENDERS].browse(sender), button)()
    env.cr.commit()

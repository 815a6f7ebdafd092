# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What the nursery's children do; each function has the whole process and an Environment to itself."""

import os
import signal
import threading
import time
from datetime import timedelta
from itertools import count as counter

from psycopg2 import Error

from odoo import fields
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.sql_db import Cursor
from odoo.tools import config

from odoo.addons.base.models import ir_cron
from odoo.addons.sms_wiserv.models.outbox import event as events
from odoo.addons.sms_wiserv.tools.account_in_effect import stored_password
from odoo.addons.sms_wiserv.wire.connection import Connection

from dev.gateway.service import CREDENTIALS_TEXT

NUMBER = "0917 000 0000"
REFUSED_TEXT = "Invalid Mobile Number"
MESSAGES = "sms.wiserv.message"
VISITS = "sms.wiserv.test.visit"


def set_up(env, **account):
    """A sender of the company's account, and a template for visits; return both ids."""
    env.company.country_id = env.ref("base.ph")
    settings(env, **account)
    env["sms.wiserv.reply"]._declare(env.company, CREDENTIALS_TEXT, "account")
    env["sms.wiserv.reply"]._declare(env.company, REFUSED_TEXT, "refused")
    sender = env["sms.wiserv.sender"].create({"name": "Office"})
    template = env["sms.template"].create(
        {
            "name": "Visit",
            "model_id": env["ir.model"]._get(VISITS).id,
            "body": "{{ object.partner_id.name }}: {{ object.place }}",
        }
    )
    # Where a test plays the cron worker, no other job shall take its time, and ours comes only if somebody wakes it.
    ours = env.ref("sms_wiserv.ir_cron_dispatch")
    env["ir.cron"].search([("id", "!=", ours.id)]).active = False
    ours.nextcall = fields.Datetime.now() + timedelta(days=1)
    ours.interval_type = "days"
    env.cr.commit()
    return {"sender": sender.id, "template": template.id}


def settings(env, **values):
    """Change the company's settings, as an administrator's request does."""
    retrying(lambda: env.company.write({f"wiserv_{name}": value for name, value in values.items()}), env)


# === EVENTS === #


def people(env, count):
    """Return contacts with the numbers 09170000001 and so on; those that are missing are made."""
    phones = [f"0917{number:07d}" for number in range(1, count + 1)]
    found = env["res.partner"].search([("phone", "in", phones)])
    missing = sorted(set(phones) - set(found.mapped("phone")))
    # Nothing of what happens here is for followers.
    silent = env["res.partner"].with_context(tracking_disable=True)
    found |= silent.create([{"name": f"Person {phone[-7:]}", "phone": phone} for phone in missing])
    return found.sorted("phone")


def queue(env, sender, first, count):
    """Put a message to each of so many people into the outbox."""

    def tell():
        told = people(env, first + count - 1)[first - 1 :]
        env["sms.wiserv.door"].queue(
            env["sms.wiserv.sender"].browse(sender), "manual", told, body=f"The hall opens at {first}."
        )

    # As a request is: of the first two at once in a database one is done anew.
    retrying(tell, env)


def visits(env, sender, template, count):
    """Make visits that nobody has been told of; return their ids."""
    made = env[VISITS].create(
        [
            {"partner_id": person.id, "place": "Hall", "sender_id": sender, "template_id": template}
            for person in people(env, count)
        ]
    )
    env.cr.commit()
    return made.ids


def _as_a_request(env, what, barrier=None):
    """Do it as a request does: again when the transaction cannot be serialized; return how often that was.

    :param barrier: an advisory lock: take the transaction's snapshot, then wait until who holds it lets go
    """
    runs = []

    def run():
        runs.append(None)
        what()

    if barrier:
        env[VISITS].search_count([])
        env.cr.execute("SELECT pg_advisory_xact_lock_shared(%s)", (barrier,))
    retrying(run, env)
    return len(runs)


def announce(env, ids, barrier=None, piece=None):
    """Announce visits.

    :param piece: a mass is more than so many, and is told in pieces of as many
    """
    if piece:
        events.MASS_EVENT = events.EVENT_PIECE = piece
    return _as_a_request(env, lambda: env[VISITS].browse(ids).write({"announced": True}), barrier)


def announce_silently(env, ids):
    env[VISITS].browse(ids).with_context(sms_wiserv_silent=True).announced = True
    env.cr.commit()


def see(env, ids, barrier=None):
    """Tell of announced visits, to which nobody writes."""
    seen = env[VISITS].browse(ids)
    return _as_a_request(env, lambda: env["sms.wiserv.test.door"].see("visit", seen), barrier)


def announce_and_roll_back(env, ids):
    """Announce visits in a transaction in which something fails afterwards, when messages are made."""
    env[VISITS].browse(ids).announced = True
    env.cr.flush()
    env.cr.rollback()


def announce_with_a_savepoint(env, ids):
    """Announce the first visit, the second in a savepoint that is rolled back, and the third."""
    first, second, third = env[VISITS].browse(ids)
    first.announced = True
    try:
        with env.cr.savepoint():
            second.announced = True
            env.flush_all()
            raise ZeroDivisionError
    except ZeroDivisionError:
        third.announced = True
    env.cr.commit()


def announce_too_late(env, ids):
    """Announce visits in a transaction that also writes what somebody else has written since it began."""
    others = iter([True])

    def write():
        env[VISITS].browse(ids).announced = True
        if next(others, False):
            with env.registry.cursor() as other:
                other.execute("UPDATE res_company SET name = 'Theirs' WHERE id = %s", (env.company.id,))
        env.company.name = "Ours"

    return _as_a_request(env, write)


def send_now(env, sender, text, commit=True, barrier=None):
    """Send as a request for a one-time password does, or roll back what called for it; return the gateway's reply.

    :param barrier: as of :func:`_as_a_request`
    """
    if barrier:
        env.cr.execute("SELECT pg_advisory_xact_lock_shared(%s)", (barrier,))

    def send():
        return env["sms.wiserv.sender"].browse(sender).send_now("otp", NUMBER, text).reply

    if commit:
        return retrying(send, env)
    reply = send()
    env.cr.rollback()
    return reply


# === ODOO'S OWN SMS === #


def _sms(env, count):
    """Make SMS of Odoo's to so many people, which wait for its queue; return them."""
    return env["sms.sms"].create(
        [
            {"number": f"+63917{number:07d}", "body": f"The hall opens at {number}."}
            for number in range(1, count + 1)
        ]
    )


def sms_waiting(env, count):
    _sms(env, count)
    env.cr.commit()


def sms_now(env, count):
    """Send SMS of Odoo's, as its composer does."""
    _sms(env, count).send()
    env.cr.commit()


def sms_and_roll_back(env, count):
    _sms(env, count).send()
    env.cr.flush()
    env.cr.rollback()


def sms_too_late(env, count):
    """Send SMS of Odoo's in a transaction that also writes what somebody else has written since it began."""
    others, partner = iter([True]), env.company.partner_id

    def send():
        _sms(env, count).send()
        if next(others, False):
            with env.registry.cursor() as other:
                # The company itself may just have been given its sender.
                other.execute("UPDATE res_partner SET function = 'Theirs' WHERE id = %s", (partner.id,))
        partner.function = "Ours"

    return _as_a_request(env, send)


def odoos_queue(env):
    """One run of Odoo's own queue."""
    env["sms.sms"]._process_queue()
    env.cr.commit()


def odoos_queue_that_dies(env):
    """The same, in a process that is killed when all of it is handed over, and nothing committed."""
    env.registry["ir.cron"]._commit_progress = lambda *_args, **_options: os.kill(os.getpid(), signal.SIGKILL)
    odoos_queue(env)


def sms_of_companies(env, count):
    """Make SMS of Odoo's that wait, one for each of so many companies; return the ids of the companies."""
    companies, account = env.company, ("wiserv_sms_provider", "wiserv_api_url", "wiserv_user_name")
    for number in range(2, count + 1):
        name = f"Company {number}"
        # Companies stay from one test to the next.
        company = env["res.company"].search([("name", "=", name)]) or env["res.company"].create(
            {"name": name}
        )
        company.write(
            {
                "country_id": env.company.country_id.id,
                **{field: env.company.sudo()[field] for field in account},
                "wiserv_password": stored_password(env.company, env.company.wiserv_api_url),
            }
        )
        companies |= company
    for number, company in enumerate(companies, 1):
        company._wiserv_sms_sender()
        env["sms.sms"].create(
            {
                "number": f"+63917{number:07d}",
                "body": f"The hall opens at {number}.",
                "wiserv_company_id": company.id,
            }
        )
    env.cr.commit()
    return companies.ids


def sms_cancelled_late(env):
    """Cancel an SMS of Odoo's in a request that began before the gateway accepted it; return how often it ran."""
    others = iter([True])

    def cancel():
        sms = env["sms.sms"].search([])
        sms.mapped("state")
        if next(others, False):
            with env.registry.cursor() as other:
                other.execute("UPDATE sms_wiserv_message SET state = 'accepted', answered_at = now()")
        sms.action_set_canceled()

    return _as_a_request(env, cancel)


def sms_to_people(env, count):
    """Send SMS of Odoo's to people whom a door cares for."""
    told = people(env, count)
    told.function = "free"
    for person in told:
        person._message_sms("The hall opens.")
    env.cr.commit()


def change_of_mind(env):
    """The first of these people wants none any more."""
    people(env, 1).function = "busy"
    env.cr.commit()


# === PEOPLE === #


def press(env, action, state):
    """Select all messages in a state, and press a button a little later.

    :return: how often the action was run, or the words in which it was refused
    """

    def act():
        selected = env[MESSAGES].search([("state", "=", state)])
        time.sleep(0.3)
        getattr(selected, action)()

    try:
        return _as_a_request(env, act)
    except UserError as refusal:
        return str(refusal)


def press_button(env, sender, button):
    """Press one of the sender's buttons."""
    getattr(env["sms.wiserv.sender"].browse(sender), button)()
    env.cr.commit()


def renew_uuid(env):
    """What Odoo's database manager does with a copy."""
    env["ir.config_parameter"].init(force=True)
    env.cr.commit()


# === DISPATCHERS === #


def dispatch(env, piece=None):
    """One run of the dispatcher.

    :param piece: events are told in pieces of so many records
    """
    if piece:
        events.EVENT_PIECE = piece
    env[MESSAGES]._cron_dispatch()


def dispatch_and_survive(env):
    """The same, for a run that fails; return its error, and how many dispatchers still count as alive after it."""
    try:
        dispatch(env)
    except Error as error:
        env.cr.rollback()
        return str(error), env[MESSAGES]._live_dispatchers()


def dispatch_losing_a_commit(env, after):
    """The same, where PostgreSQL ends the session between a claim's commit and its answer to it."""
    model, commit, claims = env.registry[MESSAGES], Cursor.commit, []
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
    exchange, calls = Connection.exchange, counter(1)

    def defect(*args):
        response = exchange(*args)
        if next(calls) == after:
            raise ZeroDivisionError(NUMBER)
        return response

    Connection.exchange = defect
    dispatch(env)


def dispatch_without_threads(env, most):
    """The same, in a process that the system lets start so many threads."""
    start, calls = threading.Thread.start, counter(1)

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

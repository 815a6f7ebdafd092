# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What runs inside Odoo's process; each function gets Odoo's ``env`` and returns what JSON can hold."""

import resource
import statistics
import time
from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.sql_db import ConnectionPool, Cursor, connection_info_for
from odoo.tools import SQL

from dev.faults.scenes import MESSAGES, VISITS, queue, set_up, visits  # noqa: F401

from .screens import Call, call_of_dialog, calls_of_form, calls_of_menu

CLAIMED = 16  # messages at once
REFRESH = 1.0  # seconds after which dispatchers claim from the oldest message on again


def announce(env, sender, template, count):
    """Announce so many visits by one write.

    :return: seconds and SQL queries of the write with its commit, seconds of the same write while nobody is told,
        and seconds until the last message is in the outbox
    """
    announced = env[VISITS].browse(visits(env, sender, template, count))
    seconds = {}
    for context in ({"sms_wiserv_silent": True}, {}):
        env.invalidate_all()
        queries, started = env.cr.sql_log_count, time.monotonic()
        announced.with_context(**context).announced = True
        if context:
            env.cr.flush()
            seconds["silent"] = time.monotonic() - started
            env.cr.rollback()
        else:
            env.cr.commit()
    seconds["write"] = time.monotonic() - started
    queries = env.cr.sql_log_count - queries
    while env["sms.wiserv.event"]._tell_pending(600):
        pass
    seconds["outbox"] = time.monotonic() - started
    if env[MESSAGES].search_count([("event", "=", "visit")]) < count:
        raise RuntimeError("Not all visits were told of.")
    return {"queries": queries, **seconds}


def fill(env, sender, template, count):
    """Put people, visits and their messages into the database by SQL: what a mass event leaves there."""
    _visits_of_people(env, sender, template, count, announced=True)
    env.cr.execute(
        """INSERT INTO sms_wiserv_message
                  (sender_id, company_id, door, event, res_model, res_id, partner_id, number, body, state, priority,
                   attempts, idempotency_key, queued_at, queued_on, segments, queued_for)
           SELECT %s, %s, 'sms.wiserv.test.door', 'visit', 'sms.wiserv.test.visit', visit.id,
                  partner.id, partner.phone,
                  partner.name || ', your payment of 1,500.00 PHP from Benchmark has been sent.',
                  'queued', '0', 0, 'visit:bench:' || visit.id, now() AT TIME ZONE 'UTC', now(), 1, partner.id
             FROM (SELECT * FROM sms_wiserv_test_visit ORDER BY id DESC LIMIT %s) AS visit
             JOIN res_partner AS partner ON partner.id = visit.partner_id ORDER BY visit.id""",
        (sender, env.company.id, count),
    )
    env["sms.wiserv.person"]._look_again(SQL("TRUE"))
    _vacuum(env, "sms_wiserv_message, sms_wiserv_person, sms_wiserv_test_visit, res_partner")


def _visits_of_people(env, sender, template, count, announced):
    values = {
        "sender": sender,
        "template": template,
        "company": env.company.id,
        "count": count,
        "announced": announced,
    }
    env.cr.execute(
        """WITH person AS (
               INSERT INTO res_partner (name, complete_name, active, phone, phone_sanitized, company_id, type)
               SELECT 'Person ' || n, 'Person ' || n, TRUE, '0917' || lpad(n::text, 7, '0'),
                      '+63917' || lpad(n::text, 7, '0'), %(company)s, 'contact'
                 FROM generate_series(1, %(count)s) AS n RETURNING id
           )
           INSERT INTO sms_wiserv_test_visit (partner_id, place, announced, sender_id, template_id)
           SELECT id, 'Hall', %(announced)s, %(sender)s, %(template)s FROM person ORDER BY id""",
        values,
    )


def _vacuum(env, tables):
    env.cr.commit()
    env.cr.connection.autocommit = True
    env.cr.execute(f"VACUUM ANALYZE {tables}")
    env.cr.connection.autocommit = False


def people_of_a_mass(env, sender, template, count):
    """Put so many announced visits into the database, of which nobody has been told."""
    _visits_of_people(env, sender, template, count, announced=True)
    _vacuum(env, "sms_wiserv_test_visit, res_partner")


def click(env, sender):
    """See an event about all visits, and commit.

    :return: seconds until the answer to the click; the most memory (MiB) that the process had when it held their ids,
        as whatever code names so many records does, and how much more the click took
    """
    seen = env[VISITS].search([("sender_id", "=", sender)])
    before = _memory_mib()
    started = time.monotonic()
    env["sms.wiserv.test.door"].see("visit", seen)
    env.cr.commit()
    return {
        "click_seconds": time.monotonic() - started,
        "ids_held_mib": before,
        "click_grows_mib": _memory_mib() - before,
    }


def make_messages(env, count):
    """Make the messages of that event, as the scheduled action does.

    :return: messages made per second, milliseconds of the process's own CPU for each, queries per 1,000, and the most
        memory (MiB) that it had
    """
    started, cpu, queries = time.monotonic(), time.process_time(), env.cr.sql_log_count
    while env["sms.wiserv.event"]._tell_pending(600):
        pass
    seconds, cpu = time.monotonic() - started, time.process_time() - cpu
    queries = env.cr.sql_log_count - queries
    made = env[MESSAGES].search_count([("event", "=", "visit")])
    if made != count:
        raise RuntimeError(f"{made} of {count} visits were told of.")
    return {
        "made_per_second": made / seconds,
        "cpu_ms_per_message": 1000 * cpu / made,
        "queries_per_1000": 1000 * queries / made,
        "made_in_mib": _memory_mib(),
    }


def _memory_mib():
    """Return the most that the process has had resident so far, shared pages of Odoo's code included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def settle(env, sender):
    """Make the messages that lie there the history of three months: most accepted, some of each other state.

    For each there is somebody, too, who was not told of something else.
    """
    env.cr.execute(
        """UPDATE sms_wiserv_message AS message
              SET queued_at = past.at, queued_on = past.at::date, answered_at = past.at,
                  state = CASE message.id %% 100 WHEN 0 THEN 'failed' WHEN 1 THEN 'unknown' WHEN 2 THEN 'cancelled'
                                         WHEN 3 THEN 'queued' ELSE 'accepted' END,
                  failure_reason = CASE WHEN message.id %% 100 IN (0, 1) THEN 'The gateway refused the message.' END,
                  reply = CASE message.id %% 100 WHEN 0 THEN 'Invalid Mobile Number' WHEN 1 THEN 'Try your luck'
                                         WHEN 2 THEN NULL WHEN 3 THEN NULL ELSE 'Message Queued' END
             FROM (SELECT id, now() AT TIME ZONE 'UTC'
                              - (percent_rank() OVER (ORDER BY id DESC)) * interval '90 days' AS at
                     FROM sms_wiserv_message) AS past
            WHERE message.id = past.id AND sender_id = %s""",
        (sender,),
    )
    env.cr.execute(
        """INSERT INTO sms_wiserv_skipped (sender_id, company_id, door, partner_id, event, res_model, res_id, reason,
                                           idempotency_key, create_date, write_date)
           SELECT sender_id, company_id, door, partner_id, event, res_model, res_id,
                  (ARRAY['no_number', 'bad_number', 'landline', 'blacklisted', 'expired', 'untrue'])[1 + id %% 6],
                  'skipped:' || id, queued_at, queued_at
             FROM sms_wiserv_message WHERE sender_id = %s ORDER BY id""",
        (sender,),
    )
    env["sms.wiserv.person"]._look_again(SQL("TRUE"))
    _vacuum(env, "sms_wiserv_message, sms_wiserv_skipped, sms_wiserv_person")


def screens(env, sender, menu=True):
    """Open each of the addon's screens once, cold, as an SMS administrator; return milliseconds by name.

    Cold: on a new connection, with none of Odoo's records at hand. PostgreSQL's buffers may be warm.

    :param bool menu: also what the menu leads to, and the dialogs
    """
    reader = env(user=env.ref("base.user_admin"), context={"lang": "en_US", "tz": "Asia/Manila"}, su=False)
    form = reader["sms.wiserv.sender"].browse(sender)
    opened = [*calls_of_form("Sender", form), Call("Progress of all senders", form._name, "running", {})]
    if menu:
        form.sudo().write({"paused_at": fields.Datetime.now() - timedelta(days=1), "pause_cause": "manual"})
        meaning = {
            "default_company_id": env.company.id,
            "default_reply": "Message Queued",
            "default_meaning": "refused",
        }
        opened += [
            *calls_of_menu(reader.ref("sms_wiserv.menu_sms_root")),
            call_of_dialog("Resume", reader["sms.wiserv.resume"], {"default_sender_ids": form.ids}),
            call_of_dialog("What does this reply mean?", reader["sms.wiserv.meaning"], meaning),
        ]
    env.cr.commit()
    taken = {}
    for call in opened:
        with _fresh_cursor(env.cr.dbname) as cr:
            started = time.monotonic()
            call(reader(cr=cr))
            taken[call.name] = 1000 * (time.monotonic() - started)
    return taken


@contextmanager
def _fresh_cursor(db):
    name, dsn = connection_info_for(db)
    pool = ConnectionPool(1)
    cr = Cursor(pool, name, dsn)
    try:
        yield cr
    finally:
        cr.close()
        pool.close_all()


def dispatch(env, seconds=600):
    """Be a dispatcher; return how many messages it handled, in what time, in how much memory (MiB)."""
    started, cpu = time.monotonic(), time.process_time()
    handled, _goes_on = env[MESSAGES]._dispatch(seconds)
    return {
        "cpu_ms_per_message": 1000 * (time.process_time() - cpu) / max(handled, 1),
        "seconds": time.monotonic() - started,
        "handled": handled,
        "memory_mib": _memory_mib(),
    }


def claim(env, sender, seconds=4):
    """Claim as a dispatcher does, committing each; return milliseconds (p50, p99) with a claim cursor and without."""
    figures, company = {}, env["sms.wiserv.sender"].browse(sender).company_id.id
    for name in ("", "_without_cursor"):
        taken, cursor = [], {}
        anew = begun = time.monotonic()
        while (started := time.monotonic()) < begun + seconds:
            if name or started > anew + REFRESH:
                cursor.clear()
                anew = started
            rows = env[MESSAGES]._claim(1, company, [sender], CLAIMED, cursor)
            taken.append(1000 * (time.monotonic() - started))
            env.cr.commit()
            if len(rows) < CLAIMED:
                break
        percentiles = statistics.quantiles(taken, n=100)
        figures |= {f"claim{name}_p50_ms": percentiles[49], f"claim{name}_p99_ms": percentiles[98]}
        env.cr.execute(
            "UPDATE sms_wiserv_message SET state = 'queued', dispatcher = NULL WHERE state = 'sending'"
        )
        env.cr.commit()
    return figures

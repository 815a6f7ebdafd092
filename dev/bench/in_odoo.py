# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What runs inside Odoo's process; each function gets Odoo's ``env`` and returns what JSON can hold."""

import ast
import resource
import statistics
import time
from functools import partial

from lxml import etree

from dev.faults.scenes import MESSAGES, VISITS, queue, set_up, visits  # noqa: F401

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
                   attempts, idempotency_key, queued_at)
           SELECT %s, %s, 'sms.wiserv.test.door', 'visit', 'sms.wiserv.test.visit', visit.id,
                  partner.id, partner.phone,
                  partner.name || ', your payment of 1,500.00 PHP from Benchmark has been sent.',
                  'queued', '0', 0, 'visit:bench:' || visit.id, now() AT TIME ZONE 'UTC'
             FROM (SELECT * FROM sms_wiserv_test_visit ORDER BY id DESC LIMIT %s) AS visit
             JOIN res_partner AS partner ON partner.id = visit.partner_id ORDER BY visit.id""",
        (sender, env.company.id, count),
    )
    _vacuum(env, "sms_wiserv_message, sms_wiserv_test_visit, res_partner")


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


def mass(env, sender, template, count):
    """See an event about so many visits, commit, and make the messages.

    :return: seconds until the answer to the click, messages made per second after it, and memory (MiB)
    """
    _visits_of_people(env, sender, template, count, announced=True)
    _vacuum(env, "sms_wiserv_test_visit, res_partner")
    seen = env[VISITS].search([("sender_id", "=", sender)])
    started = time.monotonic()
    env["sms.wiserv.test.door"].see("visit", seen)
    env.cr.commit()
    answered = time.monotonic()
    after_click = _memory_mib()
    del seen
    while env["sms.wiserv.event"]._tell_pending(600):
        pass
    made = env[MESSAGES].search_count([("event", "=", "visit")])
    if made != count:
        raise RuntimeError(f"{made} of {count} visits were told of.")
    return {
        "click_seconds": answered - started,
        "made_per_second": made / (time.monotonic() - answered),
        "click_memory_mib": after_click,
        "memory_mib": _memory_mib(),
    }


def _memory_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def settle(env, sender):
    """Make the messages that lie there the history of three months: nine of ten accepted, some of each other state."""
    env.cr.execute(
        """UPDATE sms_wiserv_message
              SET queued_at = now() AT TIME ZONE 'UTC' - (id %% 90) * interval '1 day',
                  answered_at = now() AT TIME ZONE 'UTC' - (id %% 90) * interval '1 day',
                  state = CASE id %% 100 WHEN 0 THEN 'failed' WHEN 1 THEN 'unknown' WHEN 2 THEN 'cancelled'
                                         WHEN 3 THEN 'queued' ELSE 'accepted' END,
                  failure_reason = CASE WHEN id %% 100 IN (0, 1) THEN 'The gateway refused the message.' END
            WHERE sender_id = %s""",
        (sender,),
    )
    _vacuum(env, "sms_wiserv_message")


def screens(env, sender):
    """Open each of the addon's screens once, cold; return milliseconds by name."""
    messages, taken = env[MESSAGES], {}

    def measure(name, open_screen):
        env.invalidate_all()
        started = time.monotonic()
        open_screen()
        taken[name] = 1000 * (time.monotonic() - started)

    columns = {name: {} for name in ("queued_at", "number_masked", "event", "state", "reason")}
    columns["partner_id"] = {"fields": {"display_name": {}}}
    view = etree.fromstring(env.ref("sms_wiserv.view_message_search").arch)
    domains = {node.get("name"): node.get("domain") for node in view.iter("filter") if node.get("domain")}
    for name, domain in {"all": "[]", **domains}.items():
        measure(
            f"list {name}", partial(messages.web_search_read, ast.literal_eval(domain), columns, limit=80)
        )
    groupings = {
        ast.literal_eval(node.get("context"))["group_by"]
        for node in view.iter("filter")
        if node.get("context")
    }
    for by in sorted(groupings):
        measure(f"group {by}", partial(messages.web_read_group, [], [by], ["__count"], limit=80))
    measure("pivot", lambda: messages.formatted_read_group([], ["queued_at:day", "state"], ["__count"]))
    shown = (
        "channel_state",
        "progress",
        "queued_count",
        "accepted_today_count",
        "failed_count",
        "unknown_count",
    )
    form = env["sms.wiserv.sender"].browse(sender)
    measure("sender", lambda: form.web_read({name: {} for name in shown}))
    measure("skipped", lambda: env["sms.wiserv.skipped"].web_search_read([], {"partner_id": {}}, limit=80))
    return taken


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

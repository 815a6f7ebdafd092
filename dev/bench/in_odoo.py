# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What runs inside Odoo's process; each function gets Odoo's ``env`` and returns what JSON can hold."""

import resource
import statistics
import time

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


def fill(env, sender, count):
    """Put messages into the outbox by SQL: what a mass event leaves there."""
    env.cr.execute(
        """INSERT INTO sms_wiserv_message
                  (sender_id, company_id, event, number, body, state, priority, attempts, idempotency_key, queued_at)
           SELECT %(sender)s, %(company)s, 'manual', '0917' || lpad(n::text, 7, '0'),
                  'Person ' || n || ', your payment of 1,500.00 PHP from Benchmark has been sent.',
                  'queued', '0', 0, 'bench:' || n, now() AT TIME ZONE 'UTC'
             FROM generate_series(1, %(count)s) AS n""",
        {"sender": sender, "company": env.company.id, "count": count},
    )
    env.cr.commit()
    env.cr.connection.autocommit = True
    env.cr.execute("VACUUM ANALYZE sms_wiserv_message")
    env.cr.connection.autocommit = False


def dispatch(env, seconds=600):
    """Be a dispatcher; return how many messages it handled, in what time, in how much memory (MiB)."""
    started = time.monotonic()
    handled, _goes_on = env[MESSAGES]._dispatch(seconds)
    return {
        "seconds": time.monotonic() - started,
        "handled": handled,
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def claim(env, sender, seconds=4):
    """Claim as a dispatcher does, committing each; return milliseconds (p50, p99) with a claim cursor and without."""
    figures = {}
    for name in ("", "_without_cursor"):
        taken, cursor = [], {}
        anew = begun = time.monotonic()
        while (started := time.monotonic()) < begun + seconds:
            if name or started > anew + REFRESH:
                cursor.clear()
                anew = started
            rows = env[MESSAGES]._claim(1, [sender], CLAIMED, cursor)
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

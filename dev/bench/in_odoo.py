# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What runs inside Odoo's process; each function gets Odoo's ``env`` and returns what JSON can hold."""

import resource
import statistics
import time

MANAGER = "g2p.program.notification.manager.wiserv"


def configure(env, url, user, password, connections=16):
    """Give the company its account; return the id of a program with a sender."""
    company = env.company
    company.country_id = env.ref("base.ph")
    company.write(
        {
            "wiserv_api_url": url,
            "wiserv_user_name": user,
            "wiserv_password": password,
            "wiserv_connections": connections,
        }
    )
    program = env["g2p.program"].create({"name": "Benchmark", "target_type": "individual"})
    manager = env[MANAGER].create({"name": "Benchmark", "program_id": program.id})
    env.cr.commit()
    return {"program": program.id, "sender": manager.sender_id.id}


def add_members(env, program, count, first=1):
    """Add draft members with the numbers 09170000001 and so on."""
    partners = (
        env["res.partner"]
        .with_context(tracking_disable=True)
        .create(
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
    )
    env["g2p.program_membership"].create(
        [{"partner_id": partner.id, "program_id": program} for partner in partners]
    )
    env.cr.commit()
    env.invalidate_all()


def enrol(env, program, count, first=1):
    """Press the program's button for so many new members; return its seconds and SQL queries."""
    add_members(env, program, count, first)
    queries, started = env.cr.sql_log_count, time.monotonic()
    # What one job of the program's button does.
    manager = env["g2p.program"].browse(program).get_manager(env["g2p.program"].MANAGER_PROGRAM)
    manager._enroll_eligible_registrants(["draft"])
    env.cr.commit()
    env["sms.wiserv.event"]._tell_pending(600)
    seconds = time.monotonic() - started
    queued = env["sms.wiserv.message"].search_count([("program_id", "=", program)])
    return {"seconds": seconds, "queries": env.cr.sql_log_count - queries, "queued": queued}


def fill(env, sender, count):
    """Put messages into the outbox by SQL: what a mass event leaves there."""
    env.cr.execute(
        """INSERT INTO sms_wiserv_message
                  (sender_id, company_id, event, number, body, state, priority, attempts, idempotency_key, queued_at)
           SELECT %(sender)s, %(company)s, 'payment', '0917' || lpad(n::text, 7, '0'),
                  'Registrant ' || n || ', your payment of 1,500.00 PHP from Benchmark has been sent.',
                  'queued', '0', 0, 'bench:' || n, now() AT TIME ZONE 'UTC'
             FROM generate_series(1, %(count)s) AS n""",
        {"sender": sender, "company": env.company.id, "count": count},
    )
    env.cr.commit()
    env.cr.connection.autocommit = True
    env.cr.execute("VACUUM ANALYZE sms_wiserv_message")
    env.cr.connection.autocommit = False


def dispatch(env, seconds=600):
    """Run one dispatcher; return how many messages it handled, in what time, in how much memory (MiB)."""
    from odoo.addons.sms_wiserv.dispatch.dispatcher import Dispatcher

    started = time.monotonic()
    handled = Dispatcher(env.registry, seconds).run()
    return {
        "seconds": time.monotonic() - started,
        "handled": handled,
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def claim(env, sender, times=300, group=16):
    """Claim group by group as a dispatcher does, committing each; return milliseconds (p50, p99)."""
    outbox, position, taken = env["sms.wiserv.message"], {}, []
    for _nth in range(times):
        started = time.monotonic()
        rows = outbox._claim(1, [sender], group, position)
        taken.append(1000 * (time.monotonic() - started))
        env.cr.commit()
        if len(rows) < group:
            break
    env.cr.execute(
        "UPDATE sms_wiserv_message SET state = 'queued', dispatcher = NULL WHERE state = 'sending'"
    )
    env.cr.commit()
    percentiles = statistics.quantiles(taken, n=100)
    return {"claim_p50_ms": percentiles[49], "claim_p99_ms": percentiles[98]}


def wake(env):
    """Ask for dispatchers, as events do."""
    env["sms.wiserv.message"]._wake_dispatcher()
    env.cr.commit()

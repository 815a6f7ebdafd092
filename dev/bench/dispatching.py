# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import statistics

from dev.gateway import GatewayProcess

from . import baselines
from .database import account, in_odoo, scratch

CONNECTIONS = 16
# Seconds of the gateway's delay: messages for those who send in parallel, and for the one who does not; rounds.
LOADS = {0.05: (6_000, 100, 1), 0.0: (8_000, 1_000, 3)}


def measure(env):
    """From the outbox to the recorded outcome, against clients without a database and a raw one.

    The stand-in is not the limit as long as ``raw`` is well above the rest at no delay.
    """
    with scratch(env, "dispatching") as db:
        for delay, (count, few, rounds) in LOADS.items():
            with GatewayProcess(delay=delay) as gateway:
                ids = in_odoo(env, db, "configure", **account(gateway), connections=CONNECTIONS)
                figures = [_round(env, db, gateway, ids, count, few) for _nth in range(rounds)]
            median = {name: statistics.median(figure[name] for figure in figures) for name in figures[0]}
            yield {
                "delay_ms": int(1000 * delay),
                **{f"{name}_per_second": value for name, value in median.items()},
                "of_raw": median["dispatcher"] / median["raw"],
                "of_requests": median["dispatcher"] / median["requests"],
                "times_sequential": median["dispatcher"] / median["sequential"],
            }


def _round(env, db, gateway, ids, count, few):
    in_odoo(env, db, "fill", sender=ids["sender"], count=count)
    run = in_odoo(env, db, "dispatch")
    if run["handled"] != count:
        raise RuntimeError(f"{run['handled']} of {count} messages were handled.")
    env.psql(db, "TRUNCATE sms_wiserv_message CASCADE")
    return {
        "dispatcher": count / run["seconds"],
        "requests": baselines.bare_requests(gateway, count, CONNECTIONS),
        "raw": baselines.raw(gateway, 10, CONNECTIONS),
        "sequential": baselines.sequential(gateway, few),
    }

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from dev.gateway import GatewayProcess

from .database import account, in_odoo, scratch

COUNTS = (1_000, 10_000)


def measure(env):
    """Enrolments through the program's button: messages per second, and whether queries grow with their number."""
    with GatewayProcess() as gateway, scratch(env, "queueing") as db:
        ids = in_odoo(env, db, "configure", **account(gateway))
        first = 1
        for count in COUNTS:
            result = in_odoo(env, db, "enrol", program=ids["program"], count=count, first=first)
            first += count
            yield {
                "messages": count,
                "per_second": count / result["seconds"],
                "queries_per_1000": 1000 * result["queries"] / count,
            }

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from dev.gateway import GatewayProcess

from .database import account, in_odoo, scratch
from .pace import steady

COUNTS = (1_000, 100_000, 1_000_000)
SECONDS = 20


def measure(env):
    """Whether claims, speed and memory stay what they are when the queue grows."""
    for count in COUNTS:
        with GatewayProcess() as gateway, scratch(env, "scale") as db:
            ids = in_odoo(env, db, "configure", **account(gateway))
            in_odoo(env, db, "fill", sender=ids["sender"], count=count)
            claims = in_odoo(env, db, "claim", sender=ids["sender"])
            run = in_odoo(env, db, "dispatch", seconds=SECONDS)
            yield {
                "queued": count,
                **claims,
                "per_second": steady(gateway.journal),
                "memory_mib": run["memory_mib"],
            }

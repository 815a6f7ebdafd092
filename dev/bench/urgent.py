# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import time
from concurrent.futures import ThreadPoolExecutor

from dev.gateway import GatewayProcess

from .database import account, in_odoo, scratch

WAITING = 100_000
URGENT = 9_999_999


def measure(env):
    """How long one enrolment waits behind a mass payment that is being sent."""
    with GatewayProcess(delay=0.05) as gateway, scratch(env, "urgent") as db, ThreadPoolExecutor(1) as pool:
        ids = in_odoo(env, db, "configure", **account(gateway))
        in_odoo(env, db, "fill", sender=ids["sender"], count=WAITING)
        run = pool.submit(in_odoo, env, db, "dispatch", seconds=45)
        while not gateway.counters.get("taken"):
            time.sleep(0.1)
        in_odoo(env, db, "enrol", program=ids["program"], count=1, first=URGENT)
        run.result()
        queued_at = env.psql(
            db,
            "SELECT extract(epoch FROM queued_at AT TIME ZONE 'UTC') FROM sms_wiserv_message WHERE priority = '1'",
        )[0][0]
        sent = [entry["time"] for entry in gateway.journal if entry["number"] == f"0917{URGENT:07d}"]
        yield {"waiting": WAITING, "seconds_to_the_gateway": sent[0] - float(queued_at)}

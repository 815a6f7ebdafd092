# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What Odoo's server has to say to a worker: how long it may work, and whether it is to end."""

import signal

from odoo.service import server as odoo_server
from odoo.tools import config


def worker_seconds():
    """Return how long a run may take in all: three quarters of what Odoo gives a worker before it ends it."""
    limits = [config["limit_time_real"], config["limit_time_real_cron"]]
    return 0.75 * min((limit for limit in limits if limit and limit > 0), default=120)


def server_is_stopping():
    """Whether this process was asked to end: a threaded server counts signals, a worker's flag goes down."""
    if getattr(odoo_server.server, "quit_signals_received", 0):
        return True
    worker = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    return not getattr(worker, "alive", True)

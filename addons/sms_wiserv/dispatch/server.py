# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Asks Odoo's server how long a run may take, and whether the process is about to end."""

import signal

from odoo.service import server as odoo_server
from odoo.tools import config


def worker_seconds():
    """Return the seconds that a run may take: three quarters of the time after which Odoo ends a worker."""
    limits = [config["limit_time_real"], config["limit_time_real_cron"]]
    return 0.75 * min((limit for limit in limits if limit and limit > 0), default=120)


def server_is_stopping():
    """Whether this process was asked to end.

    Odoo's threaded server counts the signals that it got; a prefork worker sets its ``alive`` to False in the handler
    of SIGINT (``odoo/service/server.py``).
    """
    if getattr(odoo_server.server, "quit_signals_received", 0):
        return True
    worker = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    return not getattr(worker, "alive", True)

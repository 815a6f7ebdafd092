# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import sys
from contextlib import contextmanager

from odoo.sql_db import Savepoint


def asked_by_savepoint():
    """Whether the precommit hook that calls this runs at a savepoint, and not at the transaction's end.

    ``cr.savepoint()`` flushes when it opens and when it closes, and flushing runs the hooks that are meant for the
    commit (``BaseCursor.flush`` in Odoo's ``sql_db.py``). Odoo does not tell a hook which of them it is, so this
    looks at who called: hook, ``Callbacks.run``, ``BaseCursor.flush``, then whoever flushes.
    """
    frame = sys._getframe(1)
    for _caller in ("run", "flush", "whoever flushes"):
        frame = frame.f_back
        if frame is None:
            return False
    return isinstance(frame.f_locals.get("self"), Savepoint)


@contextmanager
def unflushed_savepoint(env):
    """A savepoint that runs none of the hooks meant for the commit; what fails inside is undone, in caches too."""
    env.flush_all()
    try:
        with env.cr.savepoint(flush=False):
            yield
            env.flush_all()
    except Exception:
        env.transaction.clear()
        raise

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import tempfile
from contextlib import contextmanager
from pathlib import Path

from dev.faults.children import Nursery
from dev.gateway import GatewayProcess

LONGEST = 900  # seconds


class Scratch:
    """A database of its own with a sender, and a gateway.

    - `db`, `sender`, `template`: the database's name and two ids in it
    - `gateway`: what the account leads to
    """

    def __init__(self, db, gateway, nursery, ids):
        self.db, self.gateway, self._nursery = db, gateway, nursery
        self.sender, self.template = ids["sender"], ids["template"]

    def begin(self, call, **arguments):
        """Call a function of :mod:`dev.bench.in_odoo` in a process of its own, and return it as a ``Child``."""
        return self._nursery.begin(call, **arguments)

    def call(self, call, **arguments):
        """The same, and wait for what it returns."""
        return self.begin(call, **arguments).value(LONGEST)


@contextmanager
def scratch(env, label, suite="engine", delay=0.0, connections=16):
    """Yield a Scratch; its database is dropped at the end.

    :param delay: seconds before each of the gateway's answers
    """
    db = env.own_name(f"bench_{label}")
    env.install_demo_db(db, fresh=True, suite=suite)
    try:
        with tempfile.TemporaryDirectory() as folder, GatewayProcess(delay=delay) as gateway:
            with Nursery(env, db, Path(folder), scenes="dev.bench.in_odoo") as nursery:
                ids = nursery.call(
                    "set_up",
                    api_url=gateway.url("soap"),
                    user_name=gateway.user,
                    password=gateway.password,
                    connections=connections,
                )
                yield Scratch(db, gateway, nursery, ids)
    finally:
        env.drop_db(db)

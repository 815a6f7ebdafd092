# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`make serve`: the demo database in the browser, until Ctrl-C."""

import os
import sys

from . import servers
from .console import SetupError
from .environment import Environment

PORT = 8069  # Odoo's own default


def main(env: Environment) -> int:
    port = _port()
    env.install_demo_db(env.demo_db)
    log = env.logs / "serve.log"
    log.unlink(missing_ok=True)
    url = f"http://127.0.0.1:{port}"
    odoo = env.start_odoo(["-d", env.demo_db, "--http-port", str(port)], log)
    try:
        env.wait_for_http(f"{url}/web/login", odoo, log)
        print(
            f"\n  {url}/odoo\n  login     admin\n  password  admin\n\nLog: {log}\nCtrl-C stops it.",
            flush=True,
        )
        odoo.wait()
        raise SetupError(f"Odoo ended by itself with status {odoo.returncode}.\n  Whole log: {log}")
    except KeyboardInterrupt:
        print("\nStopping …", file=sys.stderr)
        return 0
    finally:
        env.stop(odoo)


def _port() -> int:
    named = os.environ.get("PORT")
    if not named:
        return PORT if servers.is_free(PORT) else servers.free_port()
    if not named.isdecimal() or not 0 < int(named) < 65536:
        raise SetupError(f"PORT={named} is no TCP port: name a number from 1 to 65535.")
    if not servers.is_free(int(named)):
        raise SetupError(f"Port {named} of 127.0.0.1 is in use: name another one, or leave PORT out.")
    return int(named)

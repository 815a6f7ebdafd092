# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`make serve`: the demo database in the browser, with a gateway to send to, until Ctrl-C."""

import os

from dev.demo.gateway import open_gateway
from dev.demo.program import set_up_company
from dev.demo.session import LOGIN, NO_MAIL, PASSWORD, SERVER_OPTIONS, Session

from . import servers
from .console import SetupError, say
from .environment import Environment

PORT = 8069  # Odoo's own default


def main(env: Environment) -> int:
    port = _port()
    env.install_demo_db(env.demo_db)
    log = env.logs / "serve.log"
    log.unlink(missing_ok=True)
    url = f"http://127.0.0.1:{port}"
    with open_gateway() as gateway:
        for name in SERVER_OPTIONS:
            os.environ.pop(name, None)
        odoo = env.start_odoo(["-d", env.demo_db, "--http-port", str(port), *NO_MAIL], log)
        try:
            env.wait_for_http(f"{url}/web/health", odoo, log)
            session = Session(url, log)
            session.login(env.demo_db)
            set_up_company(session, gateway)
            print(
                f"\n  URL       {url}/odoo\n  login     {LOGIN}\n  password  {PASSWORD}\n\n  log       {log}"
            )
            print("  Ctrl-C stops it.", flush=True)
            status = odoo.wait()
            raise SetupError(f"Odoo ended by itself with status {status}.\n  Whole log: {log}")
        except KeyboardInterrupt:
            say("\nStopping …")
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

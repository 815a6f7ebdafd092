# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`make shell`: Odoo's shell on a database; reads a script from standard input if that is no terminal."""

import os
import signal
import subprocess

from .console import SetupError
from .environment import Environment


def main(env: Environment) -> int:
    db = os.environ.get("DB") or env.demo_db
    if db == env.demo_db:
        env.install_demo_db(db)
    elif not env.db_exists(db):
        raise SetupError(f"There is no database {db}. There are: {', '.join(env.databases())}.")
    command = [*env.odoo_bin, "shell", "-d", db, "--no-http", "--log-level", "warn"]
    # Ctrl-C is for the shell; a handler, unlike SIG_IGN, is not inherited by it.
    signal.signal(signal.SIGINT, lambda signum, frame: None)
    return subprocess.run(command, env=env.process_env, check=False).returncode

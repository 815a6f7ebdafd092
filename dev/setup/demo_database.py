# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Databases with the addon and its companions, copied from one that is installed once per source state."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import addons
from .console import SetupError, failure_text, run_step
from .places import NAME, only_one

if TYPE_CHECKING:
    from .environment import Environment

TEMPLATE = "installed_"
ADVICE = "mend what the log names, then run the command again"


def install(env: "Environment", name: str, fresh: bool, modules: list[str]) -> None:
    """Make the database `name`, or update one whose addons have changed since.

    What a database was made from is kept as its comment, written last: one without is unfinished.
    """
    sources = addons.fingerprint(env.root, env.python_path)
    mark = f"{sources}_{addons.short_hash(modules)}"
    with only_one(env.state / "databases.lock", "making a database"):
        if fresh:
            env.drop_db(name)
        if not env.db_exists(name):
            env.create_db(name, _template(env, sources, mark, modules))
            _set_mark(env, name, mark)
        elif _mark_of(env, name) != mark:
            names = ",".join(modules)
            load(env, name, modules, ["-i", names, "-u", names], f"Bringing the database {name} up to date")
            _set_mark(env, name, mark)


def load(env: "Environment", db: str, modules: Sequence[str], options: Sequence[str], title: str) -> None:
    """Have Odoo install or update modules as one step.

    :raise SetupError: it failed, or left a module uninstalled
    """
    log = env.logs / f"install-{db}.log"
    command = [*env.odoo_bin, "-d", db, *options, "--stop-after-init", "--no-http"]
    run_step(title, command, log, ADVICE, modules_loaded, env.process_env)
    if missing := env.not_installed(db, modules):
        raise SetupError(failure_text(f"Odoo did not install {', '.join(missing)}.", log, ADVICE))


def modules_loaded(line: str) -> str | None:
    """Progress out of a line of Odoo's log."""
    found = re.search(r"Loading module (\w+) \((\d+)/(\d+)\)", line)
    return f"module {found[2]}/{found[3]} {found[1]}" if found else None


def _template(env: "Environment", sources: str, mark: str, modules: list[str]) -> str:
    name = env.own_name(f"{TEMPLATE}{mark}")
    own = [db for db in env.databases() if db.startswith(TEMPLATE) and db.endswith(env.own_name(""))]
    for outdated in own:
        if not outdated.startswith(TEMPLATE + sources) or _mark_of(env, outdated) is None:
            env.drop_db(outdated)
    if not env.db_exists(name):
        env.create_db(name)
        load(env, name, modules, ["-i", ",".join(modules)], f"Installing Odoo with {NAME} and its companions")
        _set_mark(env, name, mark)
    return name


def _mark_of(env: "Environment", db: str) -> str | None:
    sql = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    return env.psql("postgres", sql, (db,))[0][0]


def _set_mark(env: "Environment", db: str, mark: str) -> None:
    env.psql("postgres", f'COMMENT ON DATABASE "{db}" IS %s', (mark,))

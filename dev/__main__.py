# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The commands of this project: `python3 -m dev COMMAND`, for which the Makefile has short names."""

import importlib
import importlib.util
import signal
import sys
from typing import NamedTuple

from .setup import Environment, SetupError, clean, prepare, say
from .setup.system_packages import CHROMIUM, POSTGRESQL, WRK, SystemPackage


class Command(NamedTuple):
    entry: str  # module:function, which takes the Environment and gives the exit status
    packages: tuple[SystemPackage, ...]
    help: str


COMMANDS = {
    "demo": Command(
        "dev.demo:main",
        (POSTGRESQL,),
        "the main job, from people to SMS, against a stand-in gateway, or the one that WISERV_URL,\n"
        "WISERV_USER and WISERV_PASSWORD name; FRESH=1 for a new database, RECIPIENTS=50,\n"
        "STACK=openspp for OpenSPP 2 in place of OpenG2P (so do serve and shell)",
    ),
    "serve": Command("dev.setup.serve:main", (POSTGRESQL,), "the demo database in the browser; PORT=8069"),
    "shell": Command(
        "dev.setup.shell:main",
        (POSTGRESQL,),
        "Odoo's shell on the demo database, or a script from standard input; DB=demo",
    ),
    "test": Command(
        "dev.run_tests:main",
        (POSTGRESQL, CHROMIUM),
        "all tests; RUNNER=lint, python or odoo for one runner, SUITE=engine for one of Odoo's\n"
        "databases (dev/suites.py), T= for some tests (of pytest's -k, of Odoo's --test-tags)",
    ),
    "test-faults": Command(
        "dev.run_tests:faults", (POSTGRESQL,), "only the tests that kill, cut and corrupt"
    ),
    "fuzz": Command("dev.run_tests:fuzz", (POSTGRESQL,), "the fuzz tests for longer; FUZZ_SECONDS=300"),
    "lint": Command("dev.run_tests:lint", (), "ruff and pylint-odoo"),
    "bench": Command("dev.bench:main", (POSTGRESQL, WRK), "the benchmarks"),
    "screenshots": Command(
        "dev.screenshots:main", (POSTGRESQL, CHROMIUM), "the pictures in static/description"
    ),
    "translations": Command("dev.translations:main", (POSTGRESQL,), "the terms in i18n, for translators"),
    "wheels": Command("dev.packaging:main", (), "a wheel of each addon in dist/"),
}
CLEAN = "stop this checkout's servers, remove its databases and logs; the shared cache stays"


def main(arguments: list[str]) -> int:
    name = arguments[0] if arguments else "help"
    if name == "help":
        return show_help()
    if name == "clean":
        return clean.main(arguments)
    if name not in COMMANDS:
        say(f"There is no command {name}: make help shows them all.")
        return 2
    entry = _entry(name)
    if not prepare.is_done():
        prepare.prepare(COMMANDS[name].packages)
        prepare.continue_in_venv(arguments)
    module, function = entry
    return getattr(importlib.import_module(module), function)(Environment())


def show_help() -> int:
    for name, text in [*((name, command.help) for name, command in COMMANDS.items()), ("clean", CLEAN)]:
        first, *more = text.splitlines()
        print(f"  make {name:<13}{first}", *more, sep="\n" + " " * 20)
    print(
        "\nODOO_HOME=folder uses an Odoo 19 that is there already;"
        " PGHOST, PGPORT and PGUSER name a PostgreSQL server."
    )
    return 0


def _entry(name: str) -> tuple[str, str]:
    module, _, function = COMMANDS[name].entry.partition(":")
    if importlib.util.find_spec(module) is None:
        raise SetupError(
            f"make {name} is not part of this checkout: {module.replace('.', '/')}.py is missing."
        )
    return module, function


def _end(signum: int, frame: object) -> None:
    sys.exit(128 + signum)


if __name__ == "__main__":
    # So that what a command started is stopped, too, when it is ended from outside.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ending) is not signal.SIG_IGN:  # nohup ignores SIGHUP
            signal.signal(ending, _end)
    try:
        status = main(sys.argv[1:])
    except SetupError as error:
        say(f"\n{error}")
        status = 1
    except KeyboardInterrupt:
        say("\nStopped.")
        status = 130
    sys.exit(status)

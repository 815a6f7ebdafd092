# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What only the system's package manager can install: found by its programs; installed by apt when root."""

import os
import pwd
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from . import postgresql, python_env
from .console import SetupError, run_step
from .places import is_root

# The names under which Odoo's test runner looks for a browser (odoo/tests/common.py).
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


class SystemPackage(NamedTuple):
    name: str  # of Debian's package
    present: Callable[[], bool]


def _postgresql_present() -> bool:
    if os.environ.get("PGHOST"):
        return True
    if postgresql.programs() is None:
        return False
    return not is_root() or any(user.pw_name == postgresql.ACCOUNT for user in pwd.getpwall())


def chromium_present() -> bool:
    return any(shutil.which(name) for name in BROWSERS)


VENV = SystemPackage("python3-venv", python_env.has_venv_module)
POSTGRESQL = SystemPackage("postgresql", _postgresql_present)
CHROMIUM = SystemPackage("chromium", chromium_present)
WRK = SystemPackage("wrk", lambda: shutil.which("wrk") is not None)


def ensure(packages: Iterable[SystemPackage], logs: Path) -> None:
    """Install what is missing when root, else name the one command that does.

    :raise SetupError: something is missing, and this user may not or apt could not install it
    """
    missing = [package.name for package in packages if not package.present()]
    if not missing:
        return
    names = " ".join(missing)
    if not is_root() or not shutil.which("apt-get"):
        raise SetupError(
            f"These system packages are missing. Install them and run the command again:\n\n{_line(names)}\n"
        )
    what_to_do = f"see that {_line(names).strip()} works, then run the command again"
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300"]
    run_step(
        "Reading the package index of this system",
        [*apt, "update"],
        logs / "apt-update.log",
        what_to_do,
        env=env,
    )
    install = [*apt, "install", "--yes", "--no-install-recommends", *missing]
    run_step(f"Installing system packages: {names}", install, logs / "apt-install.log", what_to_do, env=env)


def _line(names: str) -> str:
    return f"  sudo apt-get install --no-install-recommends {names}"

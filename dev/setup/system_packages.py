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
    install = ["apt-get", "install", "--no-install-recommends", *missing]
    line = f"sudo {' '.join(install)}"
    if not is_root() or not shutil.which("apt-get"):
        raise SetupError(
            f"These system packages are missing. Install them and run the command again:\n\n  {line}\n"
        )
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for title, command in (
        ("Reading the package index of this system", ["apt-get", "update"]),
        (f"Installing system packages: {' '.join(missing)}", [*install, "--yes"]),
    ):
        command[1:1] = ["-o", "DPkg::Lock::Timeout=300"]
        log = logs / f"apt-{command[3]}.log"
        run_step(title, command, log, f"see that {line} works, then run the command again", env=env)

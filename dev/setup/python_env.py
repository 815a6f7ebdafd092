# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The virtual environment with all pinned Python packages, shared by the checkouts that pin the same ones."""

import hashlib
import importlib.util
import re
import sys
from pathlib import Path

from .console import run_step
from .places import ROOT, cache_folder
from .whole import is_whole, mark_whole, remove_unfinished

PINNED = ("requirements.txt", "requirements-dev.txt")
PINNED_ADDONS = "requirements-addons.txt"
NO_NETWORK = (
    "see that this machine reaches its Python package index (pip config list), then run the command again"
)


def venv_folder() -> Path:
    """Where the virtual environment is, or will be: one per Python version and set of pinned packages."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    pins = b"".join(_path(name).read_bytes() for name in (*PINNED, PINNED_ADDONS))
    return cache_folder() / f"venv-{version}-{hashlib.sha256(pins).hexdigest()[:8]}"


def python() -> Path:
    return venv_folder() / "bin/python"


def addons_folder() -> Path:
    """The folder of OCA's addons, which live outside the import path: Odoo finds them by its addons path."""
    return venv_folder() / "oca/odoo/addons"


def ensure(logs: Path) -> Path:
    """The virtual environment's folder; made anew if it is not whole.

    :raise SetupError: a package cannot be fetched
    """
    venv = venv_folder()
    if not (is_whole(venv) and python().exists()):
        remove_unfinished(venv)
        _build(venv, logs)
    return venv


def has_venv_module() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def _path(name: str) -> Path:
    return ROOT / "dev" / name


def _build(venv: Path, logs: Path) -> None:
    run_step(
        f"Making a virtual environment in {venv}",
        [sys.executable, "-m", "venv", "--clear", venv],
        logs / "venv.log",
        "sudo apt-get install python3-venv",
    )
    pip = [venv / "bin/python", "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    requirements = [part for name in PINNED for part in ("-r", _path(name))]
    total = sum(len(re.findall(r"^[A-Za-z]", _path(name).read_text(), re.MULTILINE)) for name in PINNED)
    run_step(
        f"Installing {total} Python packages",
        [*pip, *requirements],
        logs / "pip-install.log",
        NO_NETWORK,
        _Counter(total),
    )
    # Its declared dependency on a distribution called odoo cannot be met from a package index.
    run_step(
        "Installing OCA's addons",
        [*pip, "--no-deps", "--target", venv / "oca", "-r", _path(PINNED_ADDONS)],
        logs / "pip-addons.log",
        NO_NETWORK,
    )
    mark_whole(venv)


class _Counter:
    """How far pip is, by the packages that it has named."""

    def __init__(self, total: int):
        self._total = total
        self._seen = 0

    def __call__(self, line: str) -> str | None:
        if line.startswith("Installing collected packages"):
            return "unpacking"
        if not line.startswith("Collecting "):
            return None
        self._seen += 1
        return f"{min(self._seen, self._total)}/{self._total} {line.split()[1]}"

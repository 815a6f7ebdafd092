# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The virtual environment with all pinned Python packages, shared by the checkouts that pin the same ones."""

import hashlib
import importlib.util
import sys
from pathlib import Path

from .console import run_step
from .places import ROOT, cache_folder
from .whole import is_whole, mark_whole, remove_unfinished

# The pins of requirements.txt and requirements-dev.txt, with their hashes.
PINNED = ROOT / "dev/requirements-hashes.txt"
PINNED_ADDONS = ROOT / "dev/requirements-addons.txt"
NO_NETWORK = (
    "see that this machine reaches its Python package index (pip config list), then run the command again"
)


def venv_folder() -> Path:
    """Where the virtual environment is, or will be: one per Python version and set of pinned packages."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    pins = b"".join(path.read_bytes() for path in (PINNED, PINNED_ADDONS))
    return cache_folder() / f"venv-{version}-{hashlib.sha256(pins).hexdigest()[:8]}"


def python() -> Path:
    return venv_folder() / "bin/python"


def addons_folder() -> Path:
    """The folder of OCA's addons, which live outside the import path: Odoo finds them by its addons path."""
    return venv_folder() / "oca/odoo/addons"


def has_venv_module() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def ensure(logs: Path) -> None:
    """Make the virtual environment if it is not whole.

    :raise SetupError: a package cannot be fetched
    """
    venv = venv_folder()
    if is_whole(venv) and python().exists():
        return
    remove_unfinished(venv)
    make = [sys.executable, "-m", "venv", "--clear", venv]
    run_step(
        f"Making a virtual environment in {venv}",
        make,
        logs / "venv.log",
        "sudo apt-get install python3-venv",
    )
    pip = [python(), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--require-hashes"]
    run_step("Installing Python packages", [*pip, "-r", PINNED], logs / "pip.log", NO_NETWORK, _package_named)
    # Its declared dependency on a distribution called odoo cannot be met from a package index.
    addons = ["--no-deps", "--target", venv / "oca", "-r", PINNED_ADDONS]
    run_step("Installing OCA's addons", [*pip, *addons], logs / "pip-addons.log", NO_NETWORK)
    mark_whole(venv)


def _package_named(line: str) -> str | None:
    return line.split(" (from")[0].strip() if line.startswith(("Collecting ", "Installing ")) else None

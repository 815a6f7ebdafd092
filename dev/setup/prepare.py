# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""All set-up that a command needs, with the standard library alone; then on in the virtual environment."""

import os
import sys
from collections.abc import Iterable

from . import odoo_tree, python_env, system_packages
from .places import ROOT, cache_folder, only_one, private_folder, state_folder
from .system_packages import SystemPackage

MARK = "G2P_NOTIFICATIONS_WISERV_PREPARED"  # names the virtual environment that a process was continued in


def prepare(packages: Iterable[SystemPackage]) -> None:
    """Get whatever is missing of system packages, Python packages and Odoo.

    :raise SetupError: something cannot be had; says what to do
    """
    logs = private_folder(state_folder()) / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    if os.environ.get("ODOO_HOME"):
        odoo_tree.find()  # a wrong one is told before anything is fetched
    system_packages.ensure([system_packages.VENV, *packages], logs)
    with only_one(cache_folder() / "setup.lock", f"filling {cache_folder()}"):
        python_env.ensure(logs)
        odoo_tree.ensure(logs)


def is_done() -> bool:
    """True in the process that `continue_in_venv` made."""
    return os.environ.get(MARK) == sys.prefix


def continue_in_venv(arguments: list[str]) -> None:
    """Replace this process by the same command in the virtual environment, with Odoo importable."""
    os.chdir(ROOT)
    python = str(python_env.python())
    odoo, mark = str(odoo_tree.find().python_path), str(python_env.venv_folder())
    os.execve(python, [python, "-m", "dev", *arguments], os.environ | {"PYTHONPATH": odoo, MARK: mark})

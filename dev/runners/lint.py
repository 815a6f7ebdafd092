# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Ruff over everything, and pylint-odoo as OCA configures it over the addons."""

import shutil
from pathlib import Path

from ..setup import Environment
from ..setup.addons import files, in_folder
from ..setup.console import run_logged
from ..suites import SUITES
from .result import Result


def run(env: Environment) -> Result:
    """Each tool is one check."""
    result = Result("lint", env.logs / "lint-*.log")
    ruff, pylint = env.python.with_name("ruff"), [env.python, "-m", "pylint", "-j2", "--rcfile=.pylintrc"]
    checks = {
        "ruff check": [ruff, "check", "--no-cache", "."],
        "ruff format": [ruff, "format", "--no-cache", "--check", "."],
        "pylint-odoo": [*pylint, *_copies(env)],
    }
    for name, command in checks.items():
        log = env.logs / f"lint-{name.replace(' ', '-')}.log"
        if run_logged(f"Lint: {name}", command, log, cwd=env.root):
            result.failed.append((name, log.read_text()))
        else:
            result.passed += 1
    return result


def _copies(env: Environment) -> list[Path]:
    """All addons, each copied into a folder of its own name.

    pylint-odoo takes the name of the folder for the addon's, and does not see a manifest where it was started.
    """
    place = env.state / "lint"
    shutil.rmtree(place, ignore_errors=True)
    copies = []
    for part in dict.fromkeys(part for suite in SUITES.values() for part in suite.folders):
        for name, folder in in_folder(env.root, part).items():
            copies.append((place / part.strip(".") / name).relative_to(env.root))
            for path in files(folder):
                copy = env.root / copies[-1] / path.relative_to(folder)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)
    return copies

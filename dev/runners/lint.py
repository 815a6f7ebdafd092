# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Ruff, and pylint-odoo as OCA configures it, over the addon, its companions and dev/."""

import subprocess

from ..setup import Environment, Progress
from ..setup.addons import folders
from .result import Result


def run(env: Environment) -> Result:
    """Each tool is one check."""
    result = Result("lint", env.logs / "lint.log")
    bin_folder = env.python.parent
    checks = {
        "ruff check": [bin_folder / "ruff", "check", "--no-cache", "."],
        "ruff format": [bin_folder / "ruff", "format", "--no-cache", "--check", "."],
        "pylint-odoo": [env.python, "-m", "pylint", "--rcfile=.pylintrc", *_addon_parts(env)],
    }
    with Progress("Lint") as step, result.log.open("w") as log:
        for name, command in checks.items():
            step.update(name)
            done = subprocess.run(
                command,
                cwd=env.root,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            log.write(f"== {name}\n{done.stdout}\n")
            if done.returncode:
                result.failed.append((name, done.stdout))
            else:
                result.passed += 1
    return result


def _addon_parts(env: Environment) -> list[str]:
    """What pylint reads: all addons, but of the repository's root only what belongs to the addon there."""
    parts = []
    for folder in folders(env.root).values():
        if folder != env.root:
            parts.append(str(folder.relative_to(env.root)))
            continue
        for path in sorted(folder.iterdir()):
            if path.suffix == ".py" or (path / "__init__.py").exists() and path.name != "dev":
                parts.append(path.name)
    return parts

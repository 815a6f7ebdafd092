# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Line coverage of the addon over all runners, subprocesses included."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from ..setup import Environment
from .result import Result

GOAL = 90  # per cent
OMITTED = ("dev", "companions", "tests", ".state", "build")


def begin(env: Environment) -> None:
    """Have every Python process that starts from here on measured: coverage's .pth file sees the variable."""
    folder = _folder(env)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    omitted = "".join(f"    {env.root / name}/*\n" for name in OMITTED)
    _config(env).write_text(
        f"[run]\nparallel = True\ndata_file = {folder / 'data'}\nsource = {env.root}\n"
        f"omit =\n{omitted}    {env.root / '__manifest__.py'}\nconcurrency = thread\npatch = _exit\n"
        "disable_warnings = no-data-collected,module-not-measured,couldnt-parse\n"
        # Odoo also runs code that it keeps in its database, under names that are no files.
        f"[report]\ninclude =\n    {env.root}/*.py\n    {env.root}/**/*.py\n"
    )
    os.environ["COVERAGE_PROCESS_START"] = str(_config(env))


def end(env: Environment) -> Result:
    """Put the measurements together, show them, and judge them as one check."""
    del os.environ["COVERAGE_PROCESS_START"]
    result = Result("line coverage", env.logs / "coverage.log")
    table = _folder(env) / "coverage.json"
    output = "".join(
        _coverage(env, *arguments)
        for arguments in (
            ("combine", "--quiet"),
            ("report", "--show-missing"),
            ("json", "--quiet", "-o", str(table)),
        )
    )
    result.log.write_text(output)
    if not table.exists():
        result.failed.append((result.runner, output or "nothing was measured"))
        return result
    measured = json.loads(table.read_text())
    percent = measured["totals"]["percent_covered"]
    for name, file in sorted(measured["files"].items()):
        if file["summary"]["percent_covered"] < GOAL:
            lines = ", ".join(map(str, file["missing_lines"][:20]))
            print(f"  {file['summary']['percent_covered']:3.0f} %  {name}  without test: {lines}")
    print(f"Line coverage of the addon: {percent:.1f} %")
    if percent < GOAL:
        result.failed.append((result.runner, f"{percent:.1f} % is less than {GOAL} %"))
    else:
        result.passed += 1
    return result


def _folder(env: Environment) -> Path:
    return env.state / "coverage"


def _config(env: Environment) -> Path:
    return _folder(env) / "coveragerc"


def _coverage(env: Environment, command: str, *arguments: str) -> str:
    done = subprocess.run(
        [env.python, "-m", "coverage", command, f"--rcfile={_config(env)}", *arguments],
        cwd=env.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Line coverage of each shipped addon over all runners, subprocesses included."""

import json
import os
import shutil
from pathlib import Path

import coverage

from ..setup import Environment
from ..setup.addons import BESIDE, in_folder
from ..suites import SHIPPED
from .result import Result

GOAL = 90  # per cent


def begin(env: Environment) -> None:
    """Have every Python process that starts from here on measured: coverage's .pth file sees the variable."""
    folder = env.state / "coverage"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    omitted = [env.root / name / "*" for name in sorted(BESIDE - set(SHIPPED)) + [".state"]]
    omitted += ["*/tests/*", "*/__manifest__.py"]
    # Odoo also runs code that it keeps in its database, under names that are no files.
    config = f"""
[run]
parallel = True
data_file = {folder / "data"}
source = {env.root}
omit = {_lines(omitted)}
concurrency = thread
patch = _exit
disable_warnings = no-data-collected,module-not-measured,couldnt-parse
[report]
include = {_lines([f"{env.root}/*.py", f"{env.root}/**/*.py"])}
"""
    _config(env).write_text(config)
    os.environ["COVERAGE_PROCESS_START"] = str(_config(env))


def end(env: Environment) -> Result:
    """Put the measurements together, show what lacks, and judge each addon as one check."""
    del os.environ["COVERAGE_PROCESS_START"]
    result = Result("line coverage", env.logs / "coverage.json")
    measured = coverage.Coverage(config_file=str(_config(env)))
    try:
        measured.combine()
        measured.json_report(outfile=str(result.log))
    except coverage.CoverageException as error:
        result.failed.append((result.runner, str(error)))
        return result
    files = {
        (env.root / name).resolve(): file
        for name, file in json.loads(result.log.read_text())["files"].items()
    }
    for part in SHIPPED:  # the root last: it holds all of the others
        for addon, folder in in_folder(env.root, part).items():
            own = {path: files.pop(path) for path in sorted(files) if path.is_relative_to(folder)}
            _judge(result, env.root, addon, own)
    return result


def _judge(result: Result, root: Path, addon: str, files: dict[Path, dict]) -> None:
    summaries = [file["summary"] for file in files.values()]
    lines = sum(summary["num_statements"] for summary in summaries)
    percent = 100 * sum(summary["covered_lines"] for summary in summaries) / (lines or 1)
    for path, file in files.items():
        if file["summary"]["percent_covered"] < GOAL:
            missing = ", ".join(map(str, file["missing_lines"][:20]))
            shown = f"{file['summary']['percent_covered']:3.0f} %  {path.relative_to(root)}"
            print(f"  {shown}  without test: {missing}")
    print(f"Line coverage of {addon}: {percent:.1f} %")
    if percent < GOAL:
        result.failed.append((f"line coverage of {addon}", f"{percent:.1f} % is less than {GOAL} %"))
    else:
        result.passed += 1


def _config(env: Environment) -> Path:
    return env.state / "coverage/coveragerc"


def _lines(values: list) -> str:
    return "".join(f"\n    {value}" for value in values)

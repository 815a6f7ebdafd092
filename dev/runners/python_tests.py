# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The tests of dev/tests, with pytest: the wire over sockets, set-up, and faults with real processes."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from ..setup import Environment
from ..setup.console import run_logged
from .result import Result

FOLDER = Path(__file__).resolve().parents[1] / "tests"


def run(
    env: Environment, title: str, files: str = "test_*.py", options: Sequence[str] = (), **variables: str
) -> Result:
    """Run the test files of dev/tests whose names match `files`; `variables` are added to the environment."""
    result = Result(title, env.logs / f"test-{title.lower().replace(' ', '-')}.log")
    report = result.log.with_suffix(".xml")
    report.unlink(missing_ok=True)
    command = [env.python, "-m", "pytest", "-v", "--color=no", "--durations=15", f"--junit-xml={report}"]
    command += ["--continue-on-collection-errors", *options, *sorted(FOLDER.glob(files))]
    variables["HYPOTHESIS_STORAGE_DIRECTORY"] = str(env.state / "hypothesis")
    status = run_logged(title, command, result.log, _progress, env.process_env | variables, env.root)
    if not report.exists():
        result.failed.append((title, result.log.read_text() or f"pytest ended with status {status}"))
        return result
    for case in ElementTree.parse(report).iter("testcase"):
        _judge(result, f"{case.get('classname')}::{case.get('name')}", {child.tag: child for child in case})
    if status not in (0, 1, 5) and not result.failed:
        result.failed.append((title, f"pytest ended with status {status}: see its log"))
    return result.require_tests()


def _judge(result: Result, name: str, parts: dict[str, ElementTree.Element]) -> None:
    for tag in ("failure", "error"):
        if tag in parts:
            result.failed.append((name, parts[tag].text or parts[tag].get("message", "")))
            return
    if "skipped" in parts:
        result.skipped.append((name, parts["skipped"].get("message", "")))
    else:
        result.passed += 1


def _progress(line: str) -> str | None:
    found = re.match(r"(\S+::\S+).*\[\s*(\d+)%\]", line)
    return f"{found[2]} % {os.path.basename(found[1])}" if found else None

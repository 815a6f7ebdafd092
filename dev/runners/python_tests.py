# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The tests of dev/tests, with pytest: the wire over sockets, set-up, and faults with real processes."""

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from ..setup import Environment, Progress
from .result import Result

FOLDER = Path(__file__).resolve().parents[1] / "tests"


def run(
    env: Environment, title: str, files: str = "test_*.py", options: Sequence[str] = (), **variables: str
) -> Result:
    """Run the test files of dev/tests whose names match `files`; `variables` are added to the environment."""
    slug = re.sub(r"\W+", "-", title.lower())
    result = Result(title, env.logs / f"test-{slug}.log")
    report = result.log.with_suffix(".xml")
    report.unlink(missing_ok=True)
    paths = sorted(FOLDER.glob(files))
    if paths:
        command = [
            env.python,
            "-m",
            "pytest",
            "-v",
            "--color=no",
            "--durations=15",
            "--continue-on-collection-errors",
            f"--junit-xml={report}",
            *options,
            *paths,
        ]
        with Progress(title) as step, result.log.open("w") as log:
            process = subprocess.Popen(
                command,
                cwd=env.root,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                env=env.process_env
                | {"HYPOTHESIS_STORAGE_DIRECTORY": str(env.state / "hypothesis")}
                | variables,
            )
            for line in process.stdout:
                log.write(line)
                log.flush()
                if found := re.match(r"(\S+::\S+).*\[\s*(\d+)%\]", line):
                    step.update(f"{found[2]} % {os.path.basename(found[1])}")
            status = process.wait()
        _read(report, status, result)
    return result.require_tests()


def _read(report: Path, status: int, result: Result) -> None:
    if not report.exists():
        result.failed.append((result.runner, result.log.read_text() or f"pytest ended with status {status}"))
        return
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        problems = [child for child in case if child.tag in ("failure", "error")]
        skips = [child for child in case if child.tag == "skipped"]
        if problems:
            result.failed.append(
                (name, "\n".join(problem.text or problem.get("message", "") for problem in problems))
            )
        elif skips:
            result.skipped.append((name, skips[0].get("message", "")))
        else:
            result.passed += 1
    if status not in (0, 1, 5) and not result.failed:
        result.failed.append((result.runner, f"pytest ended with status {status}: see its log"))

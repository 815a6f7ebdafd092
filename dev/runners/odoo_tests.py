# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Odoo's own test runner, on a fresh database for each suite of dev/suites.py."""

import json
import re

from ..setup import Environment, SetupError
from ..setup.console import run_logged
from ..setup.environment import modules_loaded
from ..setup.system_packages import chromium_present
from ..suites import SUITES
from .result import Result


def chosen(named: str, tags: str) -> list[str]:
    """The suites to run: the named one, else those that test a module of the tags, else all.

    :raise SetupError: there is no such suite
    """
    if named and named not in SUITES:
        raise SetupError(f"SUITE={named} is none of {', '.join(SUITES)}.")
    modules = set(re.findall(r"(?:^|,)\+?[^-+,/]*/(\w+)", tags))
    of_tags = [name for name, suite in SUITES.items() if modules & set(suite.tested)]
    return [named] if named else of_tags or list(SUITES)


def run(env: Environment, suite: str, tags: str = "") -> Result:
    """Install the suite's modules, running the tests of those that it tests.

    :param tags: an expression for `--test-tags` instead of all their tests
    """
    db = env.own_name(f"test_{suite}")
    env.drop_db(db)
    env.create_db(db)
    result = Result(f"Odoo tests, {suite}", env.logs / f"test-odoo-{suite}.log")
    report = result.log.with_suffix(".jsonl")
    report.write_text("")
    modules = env.modules(suite)
    tags = tags or ",".join(f"/{name}" for name in modules if name in SUITES[suite].tested)
    command = [env.python, "-m", "dev.runners.odoo_reporter", report, "-d", db, "--test-tags", tags]
    command += [*env.install_options(suite, modules), "--http-port", env.free_port()]
    # In a folder from which nothing but `dev` can be imported.
    place = env.state / "python"
    status = run_logged(result.runner, command, result.log, _progress, env.process_env, place)
    judge(result, [json.loads(line) for line in report.read_text().splitlines()], status)
    for name in env.not_installed(db, list(modules)):
        result.failed.append((f"module {name}", "it was not installed: see the log"))
    if not chromium_present():
        result.failed.append(("browser tests", "Chromium is missing: sudo apt-get install chromium"))
    return result.require_tests()


def judge(result: Result, events: list[list], status: int) -> None:
    """:param events: what odoo_reporter.py wrote"""
    started = [name for what, name, _text in events if what == "started"]
    result.failed += [(name, text) for what, name, text in events if what == "failed"]
    result.skipped += [(name, text) for what, name, text in events if what == "skipped"]
    # A subtest is named after its test, with its parameters behind a space.
    unsuccessful = {name.partition(" ")[0] for name, _text in [*result.failed, *result.skipped]}
    result.passed += sum(name not in unsuccessful for name in started)
    test = ""
    for what, name, text in events:
        if what == "started":
            test = f" during {name}"
        elif what == "error":
            result.failed.append((f"error logged by {name}{test}", text))
    totals = [text for what, _name, text in events if what == "total"]
    if not totals:
        result.failed.append(
            (result.runner, f"Odoo ended with status {status} before it summed up its tests")
        )
    elif totals[-1] != len(started):
        result.failed.append((result.runner, f"Odoo counted {totals[-1]} tests, its log {len(started)}"))
    if status and not result.failed:
        result.failed.append((result.runner, f"Odoo ended with status {status}: see the log"))


def _progress(line: str) -> str | None:
    found = re.search(r"odoo\.addons\.(\w+)\.tests\S*: Starting (\S+) \.\.\.", line)
    return f"{found[1]}: {found[2]}" if found else modules_loaded(line)

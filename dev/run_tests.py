# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`make test` and the commands that run a part of it; the last line counts over all runners."""

import os

from .runners import line_coverage, odoo_tests, python_tests
from .runners import lint as lint_runner
from .runners.result import Result, total
from .setup import Environment, SetupError
from .setup.places import only_one

RUNNERS = ("lint", "python", "odoo")
FUZZ_SECONDS = "300"


def main(env: Environment) -> int:
    """All runners and the addons' coverage, or the runner that RUNNER and the suite that SUITE names.

    T chooses some tests.
    """
    chosen = os.environ.get("RUNNER", "")
    tests, suite = os.environ.get("T", ""), os.environ.get("SUITE", "")
    if chosen and chosen not in RUNNERS:
        raise SetupError(f"RUNNER={chosen} is none of {', '.join(RUNNERS)}.")
    if tests and chosen not in ("python", "odoo"):
        raise SetupError("T= chooses tests of one runner: add RUNNER=python or RUNNER=odoo.")
    if suite and chosen != "odoo":
        raise SetupError("SUITE= chooses a database of Odoo's tests: add RUNNER=odoo.")
    suites = odoo_tests.chosen(suite, tests)
    with only_one(env.state / "test.lock", "running the tests of this checkout"):
        return total(_run(env, chosen, suites, tests))


def _run(env: Environment, chosen: str, suites: list[str], tests: str) -> list[Result]:
    if not chosen:
        line_coverage.begin(env)
    results: list[Result] = []
    if chosen in ("", "lint"):
        results += _shown(lint_runner.run(env))
    if chosen in ("", "python"):
        results += _shown(python_tests.run(env, "Python tests", options=["-k", tests] if tests else []))
    if chosen in ("", "odoo"):
        for suite in suites:
            results += _shown(odoo_tests.run(env, suite, tests))
    if not chosen:
        results += _shown(line_coverage.end(env))
    return results


def lint(env: Environment) -> int:
    return total(_shown(lint_runner.run(env)))


def faults(env: Environment) -> int:
    return total(_shown(python_tests.run(env, "Fault tests", "test_faults_*.py")))


def fuzz(env: Environment) -> int:
    seconds = os.environ.get("FUZZ_SECONDS") or FUZZ_SECONDS
    return total(_shown(python_tests.run(env, "Fuzz tests", "test_fuzz_*.py", FUZZ_SECONDS=seconds)))


def _shown(*results: Result) -> list[Result]:
    for result in results:
        result.show()
    return list(results)

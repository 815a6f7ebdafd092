# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import pytest

from dev.runners import odoo_log, python_tests
from dev.runners.odoo_tests import _judge
from dev.runners.result import Result, total

TEST = "INFO test odoo.addons.a.tests.test_x: "
PROBLEM = "ERROR test odoo.addons.a.tests.test_x: "


def log(*records: str) -> str:
    """A log as Odoo writes it, with the space that it leaves at the end of a line."""
    return "".join(f"2026-01-31 12:00:00,000 7 {record} \n" for record in records)


LOG = log(
    TEST + "Starting TestX.test_good ...",
    TEST + "Starting TestX.test_bad ...",
    TEST + "=" * 70,
    PROBLEM + "FAIL: TestX.test_bad\nTraceback (most recent call last):\nAssertionError: 1 != 2",
    TEST + "Starting TestX.test_subtests ...",
    PROBLEM + "FAIL: Subtest TestX.test_subtests (n=1)",
    TEST + "Starting TestX.test_idle ...",
    TEST + "skipped TestX.test_idle : no browser",
    "ERROR test odoo.modules.loading: Module a: 2 failures, 0 errors of 4 tests",
    "ERROR test odoo.tests.result: 2 failed, 0 error(s) of 4 tests when loading database 'test'",
)
GOOD = log(
    TEST + "Starting TestX.test_good ...",
    "INFO test odoo.tests.result: 0 failed, 0 error(s) of 1 tests when loading database 'test'",
)


@pytest.fixture
def result(tmp_path):
    return Result("Odoo tests", tmp_path / "log")


def test_failures_and_skips_are_read_from_odoos_log(result):
    _judge(result, odoo_log.read(LOG), status=1)
    assert result.passed == 1
    assert [name for name, _text in result.failed] == ["a:TestX.test_bad", "a:TestX.test_subtests (n=1)"]
    assert "AssertionError: 1 != 2" in result.failed[0][1]
    assert result.skipped == [("a:TestX.test_idle", "no browser")]


def test_a_good_run_passes(result):
    _judge(result, odoo_log.read(GOOD), status=0)
    assert (result.passed, result.failed, result.skipped) == (1, [], [])


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        ("", 0, "before it summed up its tests"),
        (GOOD, 255, "ended with status 255"),
        (GOOD.replace("of 1 tests", "of 2 tests"), 0, "Odoo counted 2 tests, its log 1"),
        (
            GOOD + log("ERROR test odoo.sql_db: bad query: SELECT"),
            0,
            "bad query: SELECT",
        ),
        (GOOD + log("CRITICAL ? odoo.service.server: broken"), 0, "broken"),
    ],
)
def test_a_run_without_failed_tests_can_fail_all_the_same(result, text, status, told):
    _judge(result, odoo_log.read(text), status)
    ((_name, message),) = result.failed
    assert told in message


def test_a_runner_without_tests_has_failed(result):
    assert result.require_tests().failed == [("Odoo tests", "no test was run")]


@pytest.mark.parametrize(
    ("failed", "skipped", "status", "line"),
    [
        ([], [], 0, "3 passed, 0 failed, 0 skipped"),
        ([("a", "b")], [], 1, "3 passed, 1 failed, 0 skipped"),
        ([], [("a", "b")], 1, "3 passed, 0 failed, 1 skipped"),
    ],
)
def test_the_last_line_adds_up_and_the_status_agrees(tmp_path, capsys, failed, skipped, status, line):
    results = [Result("one", tmp_path, passed=1), Result("two", tmp_path, 2, skipped, failed)]
    assert total(results) == status
    assert capsys.readouterr().out.splitlines()[-1] == line


def test_nothing_passed_is_no_success(tmp_path):
    assert total([Result("one", tmp_path)]) == 1


def test_pytests_outcomes_are_counted(env, tmp_path, monkeypatch):
    monkeypatch.setattr(python_tests, "FOLDER", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_one.py").write_text(
        "import pytest\n"
        "def test_good(): pass\n"
        "def test_bad(): assert 1 == 2\n"
        "@pytest.mark.skip(reason='tired')\n"
        "def test_idle(): pass\n"
        "@pytest.fixture\n"
        "def broken(): raise ValueError('no gateway')\n"
        "def test_broken(broken): pass\n"
    )
    (tmp_path / "test_two.py").write_text("import no_such_module\n")
    result = python_tests.run(env, "Inner run")
    assert result.passed == 1
    assert [name.rpartition("::")[2] for name, _text in result.failed] == [
        "test_two",
        "test_bad",
        "test_broken",
    ]
    assert [reason for _name, reason in result.skipped] == ["tired"]

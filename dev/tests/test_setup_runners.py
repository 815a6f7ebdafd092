# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import ast
import graphlib
import json
import subprocess

import pytest

from dev.runners import odoo_tests, python_tests
from dev.runners.result import Result, total
from dev.setup.addons import in_folder
from dev.suites import SHIPPED, SUITES

GOOD = [["started", "a:TestX.test_good", ""], ["total", "", 1]]


@pytest.fixture
def result(tmp_path):
    return Result("Odoo tests", tmp_path / "log")


def test_what_odoo_logs_of_tests_is_counted(env, tmp_path, result):
    """Odoo's own runner over an addon whose tests fail in every way."""
    report, addon = tmp_path / "report", tmp_path / "a"
    (addon / "tests").mkdir(parents=True)
    (addon / "__manifest__.py").write_text("{'name': 'A', 'license': 'LGPL-3', 'author': 'nobody'}")
    (addon / "__init__.py").touch()
    (addon / "tests/__init__.py").write_text("from . import test_x")
    (addon / "tests/test_x.py").write_text(
        "import logging\n"
        "from odoo.tests import BaseCase\n"
        "class TestX(BaseCase):\n"
        "    def test_good(self): pass\n"
        "    def test_bad(self): self.assertEqual(1, 2)\n"
        "    def test_idle(self): self.skipTest('no browser')\n"
        "    def test_parts(self):\n"
        "        with self.subTest(n=1): raise ValueError('broken')\n"
        "    def test_log(self): logging.getLogger('odoo.sql_db').error('bad query: %s', 'SELECT')\n"
    )
    db = env.own_name("scratch_runner")
    env.create_db(db)
    command = [
        env.python,
        "-m",
        "dev.runners.odoo_reporter",
        report,
        "-d",
        db,
        "-i",
        "a",
        "--test-tags",
        "/a",
    ]
    path = [env.addons_path[-1], tmp_path]
    command += [
        "--stop-after-init",
        "--no-http",
        "--skip-auto-install",
        "--addons-path",
        ",".join(map(str, path)),
    ]
    status = subprocess.run(
        command, cwd=env.state / "python", env=env.process_env, capture_output=True
    ).returncode
    env.drop_db(db)
    odoo_tests.judge(result, [json.loads(line) for line in report.read_text().splitlines()], status)
    assert result.passed == 2
    assert {name for name, _text in result.failed} == {
        "a:TestX.test_bad",
        "a:TestX.test_parts (n=1)",
        "error logged by odoo.sql_db during a:TestX.test_log",
    }
    assert "AssertionError: 1 != 2" in dict(result.failed)["a:TestX.test_bad"]
    assert result.skipped == [("a:TestX.test_idle", "no browser")]


@pytest.mark.parametrize(
    ("events", "status", "told"),
    [
        ([], 0, "before it summed up its tests"),
        (GOOD, 255, "ended with status 255"),
        ([*GOOD, ["total", "", 2]], 0, "Odoo counted 2 tests, its log 1"),
    ],
)
def test_a_run_without_failed_tests_can_fail_all_the_same(result, events, status, told):
    odoo_tests.judge(result, events, status)
    ((_name, message),) = result.failed
    assert told in message


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


def test_nothing_passed_is_no_success(result):
    assert total([result]) == 1
    assert result.require_tests().failed == [("Odoo tests", "no test was run")]


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
    names = [name.rpartition("::")[2] for name, _text in result.failed]
    assert names == ["test_two", "test_bad", "test_broken"]
    assert [reason for _name, reason in result.skipped] == ["tired"]


@pytest.mark.parametrize(
    ("tags", "suites"),
    [("/g2p_registry_base", ["openg2p"]), ("/sms_wiserv:TestX.test_y,-/g2p_programs", ["engine"])],
)
def test_tags_choose_the_databases(tags, suites):
    assert odoo_tests.chosen("", tags) == suites


def test_every_addon_of_the_checkout_is_tested_in_a_suite(env):
    tested = {name for suite in SUITES.values() for name in suite.tested}
    stacks = [str(path.relative_to(env.root)) for path in env.root.glob("stacks/*")]
    assert {name for part in (*SHIPPED, *stacks) for name in in_folder(env.root, part)} <= tested


def test_modules_of_dev_import_each_other_in_one_direction(env):
    """But for packages, whose ``__init__`` gathers what is in them."""
    files = {
        str(path.relative_to(env.root))[:-3].replace("/", "."): path for path in env.root.glob("dev/**/*.py")
    }
    graph = {}
    for name, path in files.items():
        package = name.rpartition(".")[0]
        graph[name] = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                above = package.rsplit(".", node.level - 1)[0] if node.level else ""
                source = f"{above}.{node.module or ''}".strip(".")
                graph[name] |= {source, *(f"{source}.{alias.name}" for alias in node.names)} & files.keys()
    graphlib.TopologicalSorter(graph).prepare()

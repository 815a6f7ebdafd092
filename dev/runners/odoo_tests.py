# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Odoo's own test runner on a fresh database: the addon and its companions, then the glue between addons."""

import subprocess
from collections.abc import Sequence

from ..setup import Environment, Progress, axe_core
from ..setup.addons import folders, glue
from ..setup.demo_database import modules_loaded
from ..setup.system_packages import chromium_present
from . import odoo_log
from .result import Result


def run(env: Environment, tags: str = "") -> list[Result]:
    """Install the modules with their tests; then, with its own, the glue, which changes how the others work.

    :param tags: an expression for `--test-tags` instead of all tests of all modules
    """
    axe_core.ensure(env.logs)
    db = env.own_name("test")
    env.drop_db(db)
    env.create_db(db)
    modules = env.modules()
    joining = sorted(glue(env.root) & set(folders(env.root)))
    results = [_run(env, db, "Odoo tests", modules, tags)]
    if not chromium_present():
        results[0].failed.append(("browser tests", "Chromium is missing: sudo apt-get install chromium"))
    if joining and not tags:
        results.append(_run(env, db, "Odoo tests of the glue", joining, ""))
    return results


def _run(env: Environment, db: str, title: str, modules: Sequence[str], tags: str) -> Result:
    result = Result(title, env.logs / f"test-{title.lower().replace(' ', '-')}.log")
    names = ",".join(modules)
    command = [*env.odoo_bin, "-d", db, "-i", names, "--stop-after-init", "--http-port", str(env.free_port())]
    command += ["--test-tags", tags or ",".join(f"/{name}" for name in modules)]
    with Progress(title) as step, result.log.open("w") as log:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=env.process_env,
        )
        tests = 0
        for line in process.stdout:
            log.write(line)
            log.flush()
            if shown := modules_loaded(line):
                step.update(shown)
            elif " Starting " in line and (read := odoo_log.read(line).started):
                tests += 1
                step.update(f"test {tests}: {read[0]}")
        status = process.wait()
    _judge(result, odoo_log.read(result.log.read_text(errors="replace")), status)
    for name in env.not_installed(db, modules):
        result.failed.append((f"module {name}", "it was not installed: see the log"))
    return result.require_tests()


def _judge(result: Result, read: odoo_log.Run, status: int) -> None:
    result.failed += read.failed
    result.skipped += read.skipped
    result.failed += [(f"error logged by {logger}", text) for logger, text in read.errors]
    # A subtest is named after its test, with its parameters behind a space.
    unsuccessful = {name.partition(" ")[0] for name, _text in [*read.failed, *read.skipped]}
    result.passed += sum(name not in unsuccessful for name in read.started)
    if not read.totals:
        result.failed.append(
            (result.runner, f"Odoo ended with status {status} before it summed up its tests")
        )
    elif read.totals[-1][1] != len(read.started):
        result.failed.append(
            (result.runner, f"Odoo counted {read.totals[-1][1]} tests, its log {len(read.started)}")
        )
    if not result.failed and (status or read.totals[-1][0]):
        result.failed.append((result.runner, f"Odoo ended with status {status}: see the log"))

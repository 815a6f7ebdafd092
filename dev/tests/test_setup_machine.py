# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import os
import subprocess
import sys

import pytest

from dev import __main__ as commands
from dev.setup import debian_packages, prepare, system_packages
from dev.setup.console import SetupError, run_step
from dev.setup.system_packages import SystemPackage


def test_an_ordinary_user_is_told_one_line_before_anything_is_fetched(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(prepare.MARK, raising=False)
    missing = commands.COMMANDS["test"]._replace(
        packages=[SystemPackage("postgresql", lambda: False), system_packages.CHROMIUM]
    )
    monkeypatch.setitem(commands.COMMANDS, "test", missing)
    with pytest.raises(SetupError, match=r"\n  sudo apt-get install [-\w ]* postgresql chromium\n"):
        commands.main(["test"])
    assert not (tmp_path / "cache").exists()


def test_root_has_apt_install_it(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    calls, apt = tmp_path / "calls", tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$*" >> {calls}\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    system_packages.ensure([SystemPackage("wrk", lambda: False)], tmp_path)
    update, install = calls.read_text().splitlines()
    assert update.endswith("update")
    assert install.endswith("install --no-install-recommends wrk --yes")


def test_a_failing_step_names_what_failed_its_log_and_what_to_do(tmp_path):
    with pytest.raises(SetupError) as told:
        run_step("Fetching", ["sh", "-c", "echo no route; exit 3"], tmp_path / "fetch.log", "plug it in")
    assert str(told.value).splitlines() == [
        "Fetching: failed with exit status 3.",
        "    no route",
        f"  Whole log: {tmp_path / 'fetch.log'}",
        "  What to do: plug it in",
    ]


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        (
            "deb [arch=amd64] https://security.example/debian-security bookworm-security main\n"
            "deb https://mirror.example/debian bookworm main # ours\n",
            "https://mirror.example/debian/",
        ),
        ("deb https://mirror.example/other jammy main\n", None),
    ],
)
def test_the_mirror_is_the_one_that_the_machine_uses(monkeypatch, tmp_path, sources, found):
    (tmp_path / "sources.list").write_text(sources)
    config = f'Dir::Etc::sourcelist "{tmp_path}/sources.list";\nDir::Etc::sourceparts "/dev/null";\n'
    (tmp_path / "apt.conf").write_text(config)
    monkeypatch.setenv("APT_CONFIG", str(tmp_path / "apt.conf"))
    if found:
        assert debian_packages.mirror() == found
    else:
        with pytest.raises(SetupError, match="ODOO_HOME="):
            debian_packages.mirror()


def test_every_command_is_in_the_help_and_a_target_of_make(env):
    shown = subprocess.run([sys.executable, "-m", "dev"], cwd=env.root, capture_output=True, text=True).stdout
    assert [name for name in (*commands.COMMANDS, "clean") if f"make {name} " not in shown] == []
    makefile = (env.root / "Makefile").read_text()
    targets = next(line for line in makefile.splitlines() if line.startswith("COMMANDS")).split()[2:]
    assert sorted(targets) == sorted([*commands.COMMANDS, "clean", "help"])


def test_an_unknown_command_is_no_traceback(env):
    done = subprocess.run([sys.executable, "-m", "dev", "dmeo"], cwd=env.root, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "There is no command dmeo: make help shows them all.\n")

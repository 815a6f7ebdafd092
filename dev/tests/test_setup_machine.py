# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import os
import subprocess
import sys

import pytest

from dev import __main__ as commands
from dev.setup import debian_sources, prepare, system_packages
from dev.setup.console import SetupError, run_step
from dev.setup.system_packages import SystemPackage

STANZAS = """Types: deb deb-src
URIs: mirror-of-security
Suites: bookworm-security
Components: main

Types: deb
URIs: https://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""


def test_an_ordinary_user_is_told_one_line_with_everything_that_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    packages = [
        SystemPackage("postgresql", lambda: False),
        SystemPackage("python3-venv", lambda: True),
        SystemPackage("chromium", lambda: False),
    ]
    with pytest.raises(SetupError) as told:
        system_packages.ensure(packages, tmp_path)
    lines = [line.strip() for line in str(told.value).splitlines() if "apt-get" in line]
    assert lines == ["sudo apt-get install --no-install-recommends postgresql chromium"]


def test_make_test_stops_before_it_fetches_anything_for_an_ordinary_user(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(prepare.MARK, raising=False)
    with pytest.raises(SetupError, match="sudo apt-get install .*chromium"):
        commands.main(["test"])
    assert not (tmp_path / "cache").exists()


def test_root_has_apt_install_it(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    calls = tmp_path / "calls"
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$*" >> {calls}\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    system_packages.ensure([SystemPackage("wrk", lambda: False)], tmp_path)
    update, install = calls.read_text().splitlines()
    assert update.endswith("update")
    assert install.endswith("install --yes --no-install-recommends wrk")


def test_a_failing_step_names_what_failed_its_log_and_what_to_do(tmp_path):
    with pytest.raises(SetupError) as told:
        run_step("Fetching", ["sh", "-c", "echo no route; exit 3"], tmp_path / "fetch.log", "plug it in")
    assert str(told.value).splitlines() == [
        "Fetching: failed with exit status 3.",
        "    no route",
        f"  Whole log: {tmp_path / 'fetch.log'}",
        "  What to do: plug it in",
    ]


def test_a_missing_program_is_told(tmp_path):
    with pytest.raises(SetupError, match="the program no-such-program is missing. install it"):
        run_step("Fetching", ["no-such-program"], tmp_path / "fetch.log", "install it")


def test_the_mirror_is_the_one_that_the_machine_uses(tmp_path):
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d/debian.sources").write_text(STANZAS)
    assert debian_sources.mirror(tmp_path) == "https://mirror.example/debian"


def test_the_mirror_may_stand_in_the_one_line_format(tmp_path):
    (tmp_path / "sources.list").write_text(
        "# deb https://old.example/debian bookworm main\n"
        "deb cdrom:[disc]/ bookworm main\n"
        "deb https://security.example/debian-security bookworm-security main\n"
        "deb [arch=amd64 signed-by=/a.gpg] https://mirror.example/debian bookworm main # ours\n"
    )
    assert debian_sources.mirror(tmp_path) == "https://mirror.example/debian"


def test_a_machine_that_is_no_debian_is_told_the_way_out(tmp_path):
    (tmp_path / "sources.list").write_text("deb https://mirror.example/other jammy main\n")
    with pytest.raises(SetupError, match="ODOO_HOME="):
        debian_sources.mirror(tmp_path)


def test_a_command_that_is_no_part_of_the_checkout_is_told(monkeypatch):
    nothing = commands.Command("dev.no_such_room:main", (), "")
    monkeypatch.setitem(commands.COMMANDS, "nothing", nothing)
    with pytest.raises(SetupError, match="make nothing is not part of this checkout: dev/no_such_room.py"):
        commands.main(["nothing"])


def test_help_lists_every_command(env):
    shown = subprocess.run(
        [sys.executable, "-m", "dev"], cwd=env.root, capture_output=True, text=True, check=True
    ).stdout
    assert [name for name in (*commands.COMMANDS, "clean") if f"make {name} " not in shown] == []


def test_an_unknown_command_is_no_traceback(env):
    done = subprocess.run([sys.executable, "-m", "dev", "dmeo"], cwd=env.root, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "There is no command dmeo: make help shows them all.\n")


def test_every_command_is_a_target_of_make(env):
    makefile = (env.root / "Makefile").read_text()
    targets = next(line for line in makefile.splitlines() if line.startswith("COMMANDS")).split()[2:]
    assert sorted(targets) == sorted([*commands.COMMANDS, "clean", "help"])

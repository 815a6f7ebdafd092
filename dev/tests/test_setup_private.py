# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What set-up keeps from others on the same machine."""

import re
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest

from dev.setup import places, postgresql
from dev.setup.console import SetupError
from dev.setup.places import ROOT, private_folder


@pytest.mark.parametrize("target", ["demo", "serve"])
def test_a_password_is_refused_where_the_list_of_processes_shows_it(target):
    told = subprocess.run(
        ["make", target, "WISERV_PASSWORD=secret-word"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode != 0
    assert "list of processes" in told.stderr
    assert "secret-word" not in told.stdout + told.stderr


def test_documents_show_no_password_behind_a_target():
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "Makefile", ROOT / "SECURITY.md"):
        assert not re.search(r"make \w+[^\n]*WISERV_PASSWORD=", path.read_text()), path


def test_a_folder_that_was_open_is_closed(tmp_path):
    for path in (tmp_path / "new/state", tmp_path / "old"):
        if path.name == "old":
            path.mkdir(mode=0o755)
        assert stat.S_IMODE(private_folder(path).stat().st_mode) == 0o700


def test_the_state_of_a_checkout_is_its_owners():
    # This very run has made it.
    assert stat.S_IMODE(places.state_folder().stat().st_mode) == 0o700


@pytest.fixture
def ordinary(monkeypatch, tmp_path):
    """Somebody who is not root, with a home of their own."""
    monkeypatch.setattr(postgresql, "is_root", lambda: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    return monkeypatch


def test_a_socket_lies_where_nobody_else_writes(ordinary, tmp_path):
    shared, own = tmp_path / "shared", tmp_path / "own"
    shared.mkdir(mode=0o777)
    shared.chmod(0o1777)
    own.mkdir(mode=0o700)
    for runtime, base in ((shared, tmp_path / "cache"), (own, own), (tmp_path / "none", tmp_path / "cache")):
        ordinary.setenv("XDG_RUNTIME_DIR", str(runtime))
        assert postgresql.Cluster(tmp_path).socket.is_relative_to(base)


def test_the_folders_of_a_cluster_are_its_owners(ordinary, tmp_path):
    short = tempfile.mkdtemp()
    ordinary.setenv("XDG_RUNTIME_DIR", short)
    cluster = postgresql.Cluster(tmp_path / "checkout")
    cluster._make_folders()
    for folder in (cluster.folder, cluster.socket):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    shutil.rmtree(short)


def test_a_path_that_no_socket_can_have_is_told(ordinary, tmp_path):
    ordinary.setenv("XDG_CACHE_HOME", str(tmp_path / ("long" * 25)))
    with pytest.raises(SetupError, match="XDG_RUNTIME_DIR"):
        postgresql.Cluster(tmp_path)._make_folders()


def test_no_code_of_set_up_names_a_path_that_others_can_foresee():
    for path in (ROOT / "dev").rglob("*.py"):
        if not path.is_relative_to(ROOT / "dev/tests"):
            assert not re.search(r"[\"'](?:/var)?/tmp\b", path.read_text()), Path(path).relative_to(ROOT)


def test_every_python_package_is_taken_by_its_hash():
    def pins(text):
        return {re.sub("[-_.]+", "-", pin).lower() for pin in re.findall(r"(?m)^([\w.-]+==[\w.]+)", text)}

    hashed = (ROOT / "dev/requirements-hashes.txt").read_text()
    named = "".join((ROOT / "dev" / f"requirements{part}.txt").read_text() for part in ("", "-dev"))
    assert pins(hashed) == pins(named)
    for path in (hashed, (ROOT / "dev/requirements-addons.txt").read_text()):
        for requirement in re.findall(r"(?ms)^\w\S*==.*?(?=^\w|\Z)", path):
            assert "--hash=sha256:" in requirement, requirement.split()[0]
    assert "--require-hashes" in (ROOT / "dev/setup/python_env.py").read_text()

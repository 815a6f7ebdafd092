# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import hashlib
import os
import subprocess

import pytest

from dev.setup import odoo_tree
from dev.setup.console import SetupError
from dev.setup.whole import STAMP

# Stands in for apt-get: an archive that holds one package.
APT_GET = """#!/bin/sh
echo "$*" >> {calls}
case " $* " in *" download odoo-19 "*) {download} ;; esac
"""


@pytest.fixture
def package(tmp_path):
    """A package with as much of an Odoo as set-up looks at."""
    tree = tmp_path / "package"
    make_odoo(tree / "usr/lib/python3/dist-packages")
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/odoo").touch()
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN/control").write_text(
        "Package: odoo-19\nVersion: 19.0.0-1\nArchitecture: all\nMaintainer: nobody\nDescription: none\n"
    )
    deb = tmp_path / "archive.deb"
    subprocess.run(["dpkg-deb", "--build", tree, deb], check=True, capture_output=True)
    return deb


@pytest.fixture
def archive(package, tmp_path, monkeypatch):
    """Have set-up find the package in an archive; the result sets the command by which it is downloaded."""
    apt, calls, table = tmp_path / "bin/apt-get", tmp_path / "calls", tmp_path / "table"
    apt.parent.mkdir()
    table.write_text(f"sid odoo-19 19.0.0-1 {hashlib.sha256(package.read_bytes()).hexdigest()}\n")
    monkeypatch.setattr(odoo_tree, "TABLE", table)
    monkeypatch.setattr("dev.setup.debian_packages.mirror", lambda: "file:///nowhere")
    monkeypatch.setenv("PATH", f"{apt.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("ODOO_HOME", raising=False)

    def serve(download=f"cp {package} odoo-19_19.0.0-1_all.deb"):
        apt.write_text(APT_GET.format(calls=calls, download=download))
        apt.chmod(0o755)
        calls.write_text("")
        return calls

    return serve


def test_it_is_fetched_once_and_anew_if_it_was_left_unfinished(archive, tmp_path):
    calls = archive()
    first = odoo_tree.ensure(tmp_path)
    assert "download" in calls.read_text()

    calls = archive()
    assert odoo_tree.ensure(tmp_path) == first
    assert calls.read_text() == ""

    next((tmp_path / "cache").rglob(STAMP)).unlink()
    odoo_tree.ensure(tmp_path)
    assert "download" in calls.read_text()


def test_a_newer_version_is_accepted_and_told(archive, package, tmp_path, capsys):
    archive(download=f"cp {package} odoo-19_1%3a19.0.0-2_all.deb")
    assert odoo_tree.ensure(tmp_path).launcher.exists()
    assert "odoo-19 is 1:19.0.0-2 in sid by now" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("download", "told"),
    [
        ("echo E: no such host; exit 100", "no such host.*apt-download-sid.log.*What to do.*ODOO_HOME="),
        ("echo another > odoo-19_19.0.0-1_all.deb", "find out why before you trust either"),
    ],
)
def test_what_does_not_arrive_as_it_is_pinned_is_told_and_made_good_the_next_time(
    archive, tmp_path, download, told
):
    archive(download=download)
    with pytest.raises(SetupError, match=f"(?s){told}"):
        odoo_tree.ensure(tmp_path)

    archive()
    assert odoo_tree.ensure(tmp_path).launcher.exists()


def make_odoo(python_path, version="19, 0"):
    (python_path / "odoo/addons/sms").mkdir(parents=True)
    (python_path / "odoo/addons/sms/__manifest__.py").write_text("{}")
    (python_path / "odoo/release.py").write_text(f"version_info = ({version}, 0, FINAL, 0, '')\n")


def test_odoo_home_may_be_a_checkout(tmp_path):
    make_odoo(tmp_path)
    (tmp_path / "odoo-bin").touch()
    tree = odoo_tree.locate(tmp_path)
    assert tree.launcher == tmp_path / "odoo-bin"
    assert tree.addons == (tmp_path / "addons", tmp_path / "odoo/addons")


@pytest.mark.parametrize(
    "named", [".", "usr/lib/python3/dist-packages", "usr/lib/python3/dist-packages/odoo"]
)
def test_odoo_home_may_be_any_level_of_an_installed_tree(tmp_path, named):
    make_odoo(tmp_path / "usr/lib/python3/dist-packages")
    (tmp_path / "usr/bin").mkdir()
    (tmp_path / "usr/bin/odoo").touch()
    assert odoo_tree.locate(tmp_path / named).launcher == tmp_path / "usr/bin/odoo"


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (None, "no Odoo in .*"),
        ("'saas~18', 2", "holds Odoo 18.2, but these addons are for 19.0"),
        ("19, 0", "neither odoo-bin nor bin/odoo"),
    ],
)
def test_odoo_home_without_an_odoo_of_use_is_told(tmp_path, monkeypatch, version, told):
    if version:
        make_odoo(tmp_path / "deep/down", version)
    monkeypatch.setenv("ODOO_HOME", str(tmp_path / "deep/down"))
    with pytest.raises(SetupError, match=rf"(?s)ODOO_HOME: .*{told}.*What to do"):
        odoo_tree.find()

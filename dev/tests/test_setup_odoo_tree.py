# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import os
import shutil
import subprocess

import pytest

from dev.setup import odoo_tree
from dev.setup.console import SetupError
from dev.setup.debian_packages import Offer, _judged
from dev.setup.pins import DebianPackage
from dev.setup.whole import sha256

# Stands in for apt-get and apt-cache: an archive that holds one package.
APT_GET = """#!/bin/sh
echo "$*" >> {calls}
case " $* " in *" download "*) {download} ;; esac
"""
APT_CACHE = """#!/bin/sh
printf 'Package: odoo-19\nVersion: 19.0.0-1\nSize: {size}\nSHA256: {checksum}\n'
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
    programs = tmp_path / "bin"
    programs.mkdir()
    checksum = sha256(package)
    pinned = DebianPackage("sid", "odoo-19", "19.0.0-1", checksum)
    monkeypatch.setattr(odoo_tree, "ODOO", pinned)
    monkeypatch.setattr(odoo_tree, "WEB_ASSETS", ())
    monkeypatch.setattr(odoo_tree, "MISSING_FROM_DEBIAN", ())
    monkeypatch.setattr("dev.setup.debian_sources.mirror", lambda: "file:///nowhere")
    monkeypatch.setattr("dev.setup.debian_sources.keyring", lambda: "/dev/null")
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("ODOO_HOME", raising=False)
    calls = tmp_path / "calls"

    def serve(download=f"cp {package} odoo-19_19.0.0-1_all.deb"):
        for name, text in (
            ("apt-get", APT_GET.format(calls=calls, download=download)),
            ("apt-cache", APT_CACHE.format(size=package.stat().st_size, checksum=checksum)),
        ):
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        calls.write_text("")
        return calls

    return serve


def ensure(tmp_path):
    (tmp_path / "cache/g2p_notifications_wiserv").mkdir(parents=True, exist_ok=True)
    return odoo_tree.ensure(tmp_path / "venv", tmp_path / "logs")


def test_it_is_fetched_and_unpacked_once(archive, tmp_path):
    calls = archive()
    first = ensure(tmp_path)
    assert "download odoo-19=19.0.0-1" in calls.read_text()

    calls = archive()
    assert ensure(tmp_path) == first
    assert calls.read_text() == ""


def test_a_half_unpacked_tree_is_made_anew(archive, tmp_path, capsys):
    archive()
    tree = ensure(tmp_path)
    shutil.rmtree(tree.addons[0])

    archive()
    ensure(tmp_path)

    assert (tree.addons[0] / "sms/__manifest__.py").exists()
    assert "is incomplete: removing it and starting again" in capsys.readouterr().err


def test_a_download_cut_off_in_the_middle_is_told_and_made_good_the_next_time(archive, package, tmp_path):
    archive(download=f"head -c 100 {package} > odoo-19_19.0.0-1_all.deb")
    with pytest.raises(SetupError, match="arrived damaged"):
        ensure(tmp_path)

    archive()
    assert ensure(tmp_path).launcher.exists()


def test_a_file_left_by_an_interrupted_download_is_not_trusted(archive, tmp_path):
    downloads = tmp_path / "cache/g2p_notifications_wiserv/apt/downloads"
    downloads.mkdir(parents=True)
    (downloads / "odoo-19_19.0.0-1.deb").write_bytes(b"half")

    calls = archive()
    assert ensure(tmp_path).launcher.exists()
    assert "download" in calls.read_text()


def test_a_mirror_that_fails_is_told_with_its_log(archive, tmp_path):
    archive(download="echo E: no such host; exit 100")
    with pytest.raises(SetupError) as failure:
        ensure(tmp_path)
    assert "E: no such host" in str(failure.value)
    assert str(tmp_path / "logs/apt-download-sid.log") in str(failure.value)
    assert "What to do" in str(failure.value)


PINNED = DebianPackage("sid", "odoo-19", "19.0.0+dfsg-1", "a" * 64)


def test_a_newer_revision_is_accepted_and_told(capsys):
    offer = Offer("19.0.0+dfsg-2", "b" * 64, 1)
    assert _judged(PINNED, offer) == offer
    assert "19.0.0+dfsg-2" in capsys.readouterr().err


def test_another_checksum_of_the_same_version_is_refused():
    with pytest.raises(SetupError, match="find out why"):
        _judged(PINNED, Offer(PINNED.version, "b" * 64, 1))


def test_a_suite_without_odoo_names_the_way_out():
    with pytest.raises(SetupError, match=r"(?s)no longer holds the package odoo-19.*ODOO_HOME="):
        _judged(PINNED, None)


def make_odoo(python_path, version="19, 0"):
    (python_path / "odoo/addons/sms").mkdir(parents=True)
    (python_path / "odoo/addons/sms/__manifest__.py").write_text("{}")
    (python_path / "odoo/release.py").write_text(f"version_info = ({version}, 0, FINAL, 0, '')\n")


def test_odoo_home_may_be_a_checkout(tmp_path):
    make_odoo(tmp_path)
    (tmp_path / "odoo-bin").touch()
    (tmp_path / "addons").mkdir()
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


def test_odoo_home_without_odoo_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(SetupError, match=r"(?s)ODOO_HOME: no Odoo in .*What to do"):
        odoo_tree.find()


@pytest.mark.parametrize(
    ("version", "told"), [("17, 0", "holds Odoo 17.0"), ("'saas~18', 2", "holds Odoo 18.2")]
)
def test_odoo_home_with_another_version_is_told(tmp_path, version, told):
    make_odoo(tmp_path, version)
    with pytest.raises(SetupError, match=f"{told}, but this addon is for 19.0"):
        odoo_tree.locate(tmp_path)


def test_odoo_home_without_a_launcher_is_told(tmp_path):
    make_odoo(tmp_path / "deep/down")
    with pytest.raises(SetupError, match="neither odoo-bin nor bin/odoo"):
        odoo_tree.locate(tmp_path / "deep/down")

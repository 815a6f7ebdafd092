# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Odoo's code: the tree that `ODOO_HOME` names, or one unpacked from Debian's package into the cache."""

import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

from . import debian_packages
from .console import SetupError, run_step
from .places import ROOT, cache_folder
from .whole import is_whole, mark_whole, remove_unfinished

SERIES = "19.0"
TABLE = ROOT / "dev/requirements-debian.txt"
DEBIAN_PYTHON_PATH = "usr/lib/python3/dist-packages"
# Debian dropped this file, which blurs the background in calls. The web client asks for it wherever it is.
DROPPED = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


class OdooTree(NamedTuple):
    python_path: Path  # the folder that holds the package `odoo`
    launcher: Path
    addons: tuple[Path, ...]


def find() -> OdooTree:
    """The tree that this environment uses, without fetching anything.

    :raise SetupError: `ODOO_HOME` names no Odoo 19
    """
    named = os.environ.get("ODOO_HOME")
    return locate(Path(named).expanduser().absolute()) if named else locate(_cached())


def ensure(logs: Path) -> OdooTree:
    """The tree that this environment uses; fetched, checked and unpacked if it is not whole."""
    if not os.environ.get("ODOO_HOME") and not is_whole(_cached()):
        remove_unfinished(_cached())
        _build(_cached(), logs)
    return find()


def locate(home: Path) -> OdooTree:
    """Odoo in a source checkout, an unpacked package, an installation's prefix or a folder of packages.

    :raise SetupError: nothing is there, it is another version, or parts are missing
    """
    places = [home, home / DEBIAN_PYTHON_PATH, home / "lib/python3/dist-packages", home.parent]
    places += sorted(home.glob("lib/python3*/site-packages"))
    python_path = next((place for place in places if (place / "odoo/release.py").is_file()), None)
    if python_path is None or (python_path == home.parent and home.name != "odoo"):
        raise _no_odoo(f"no Odoo in {home} (looked for odoo/release.py in it)")
    release = (python_path / "odoo/release.py").read_text()
    found = re.search(r"^version_info = \((?:['\"]saas~)?(\d+)['\"]?, (\d+)", release, re.MULTILINE)
    series = f"{found[1]}.{found[2]}" if found else "of an unknown version"
    if series != SERIES:
        raise _no_odoo(f"{home} holds Odoo {series}, but these addons are for {SERIES}")
    launchers = [python_path / "odoo-bin", *(parent / "bin/odoo" for parent in python_path.parents)]
    launcher = next((path for path in launchers if path.is_file()), None)
    if launcher is None:
        raise _no_odoo(f"{home} has neither odoo-bin nor bin/odoo to start Odoo with")
    addons = [python_path / "odoo/addons"]
    if launcher.name == "odoo-bin":
        addons.insert(0, python_path / "addons")
    if not any((folder / "sms/__manifest__.py").is_file() for folder in addons):
        raise _no_odoo(f"{home} lacks Odoo's standard addons (no sms in {addons[0]})")
    return OdooTree(python_path, launcher, tuple(addons))


def _no_odoo(what: str) -> SetupError:
    advice = "name a checkout or an installed tree of Odoo 19, or leave ODOO_HOME out."
    return SetupError(f"ODOO_HOME: {what}.\n  What to do: {advice}")


def _cached() -> Path:
    return cache_folder() / f"odoo-{SERIES}-{hashlib.sha256(TABLE.read_bytes()).hexdigest()[:8]}"


def _build(target: Path, logs: Path) -> None:
    apt, partial = cache_folder() / "apt", target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    for folder in (apt, partial):
        folder.mkdir(parents=True, exist_ok=True)
    files = debian_packages.fetch_all(debian_packages.pinned(TABLE), apt, logs)
    run_step(
        "Unpacking Odoo (1.1 GB)",
        ["sh", "-ec", 'for file; do dpkg-deb -x "$file" "$0"; done', partial, *files],
        logs / "unpack.log",
        f"see that {cache_folder()} has 2 GB of free space, then run the command again",
    )
    dropped = partial / DEBIAN_PYTHON_PATH / DROPPED
    if not dropped.exists():
        dropped.parent.mkdir(parents=True, exist_ok=True)
        dropped.write_text("// Left out: background blur in calls.\n")
    links = [path for path in (partial / DEBIAN_PYTHON_PATH).rglob("*") if path.is_symlink()]
    if dangling := [path for path in links if not path.exists()]:
        raise SetupError(
            f"{len(dangling)} links of the web client lead nowhere, {dangling[0]} for one.\n"
            f"  What to do: mend {TABLE}, or {debian_packages.OWN_ODOO}"
        )
    locate(partial)
    mark_whole(partial)
    partial.rename(target)
    shutil.rmtree(apt)

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Odoo's code: the tree that `ODOO_HOME` names, or one unpacked from Debian's package into the cache."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from . import debian_packages, npm
from .console import Progress, SetupError
from .pins import MISSING_FROM_DEBIAN, ODOO, ODOO_SERIES, WEB_ASSETS
from .places import cache_folder
from .whole import is_whole, mark_whole, remove_unfinished

DEBIAN_PYTHON_PATH = "usr/lib/python3/dist-packages"


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


def ensure(venv: Path, logs: Path) -> OdooTree:
    """The tree that this environment uses; fetched, checked and unpacked if it is not whole."""
    if not os.environ.get("ODOO_HOME") and not is_whole(_cached()):
        remove_unfinished(_cached())
        _build(_cached(), venv, logs)
    return find()


def locate(home: Path) -> OdooTree:
    """Odoo in a source checkout, an unpacked package, an installation's prefix or a folder of packages.

    :raise SetupError: nothing is there, it is another version, or parts are missing
    """
    advice = "\n  What to do: name a checkout or an installed tree of Odoo 19, or leave ODOO_HOME out."
    places = [home, home / DEBIAN_PYTHON_PATH, home / "lib/python3/dist-packages", home.parent]
    places += sorted(home.glob("lib/python3*/site-packages"))
    python_path = next((place for place in places if (place / "odoo/release.py").is_file()), None)
    if python_path is None or (python_path == home.parent and home.name != "odoo"):
        raise SetupError(f"ODOO_HOME: no Odoo in {home} (looked for odoo/release.py in it).{advice}")
    series = _series(python_path / "odoo/release.py")
    if series != ODOO_SERIES:
        raise SetupError(
            f"ODOO_HOME: {home} holds Odoo {series}, but this addon is for {ODOO_SERIES}.{advice}"
        )
    launchers = [python_path / "odoo-bin", *(parent / "bin/odoo" for parent in python_path.parents)]
    launcher = next((path for path in launchers if path.is_file()), None)
    if launcher is None:
        raise SetupError(f"ODOO_HOME: {home} has neither odoo-bin nor bin/odoo to start Odoo with.{advice}")
    addons = [python_path / "odoo/addons"]
    if launcher.name == "odoo-bin":
        addons.insert(0, python_path / "addons")
    if not any((folder / "sms/__manifest__.py").is_file() for folder in addons):
        raise SetupError(f"ODOO_HOME: {home} lacks Odoo's standard addons (no sms in {addons[0]}).{advice}")
    return OdooTree(python_path, launcher, tuple(addons))


def _series(release: Path) -> str:
    found = re.search(
        r"^version_info = \((?:['\"]saas~)?(\d+)['\"]?, (\d+)", release.read_text(), re.MULTILINE
    )
    return f"{found[1]}.{found[2]}" if found else "of an unknown version"


def _cached() -> Path:
    recipe = repr((ODOO, WEB_ASSETS, MISSING_FROM_DEBIAN))
    return cache_folder() / f"odoo-{ODOO_SERIES}-{hashlib.sha256(recipe.encode()).hexdigest()[:8]}"


def _build(target: Path, venv: Path, logs: Path) -> None:
    apt = cache_folder() / "apt"
    fetched = debian_packages.fetch_all([ODOO, *WEB_ASSETS], apt, logs)
    extra = {
        wanted: npm.fetch_member(wanted, apt / "downloads", venv, logs) for wanted in MISSING_FROM_DEBIAN
    }
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    with Progress("Unpacking Odoo (1.1 GB)") as step:
        for number, (name, (_version, file)) in enumerate(fetched.items(), 1):
            step.update(f"{number}/{len(fetched)} {name}")
            _unpack(file, partial)
        for wanted, content in extra.items():
            path = partial / DEBIAN_PYTHON_PATH / "odoo/addons" / wanted.addon_path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _check_links(partial)
        locate(partial)
        mark_whole(partial, **{name: version for name, (version, _file) in fetched.items()})
        partial.rename(target)
    shutil.rmtree(apt)


def _unpack(package: Path, into: Path) -> None:
    into.mkdir(exist_ok=True)
    result = subprocess.run(["dpkg-deb", "-x", package, into], capture_output=True, text=True, check=False)
    if result.returncode:
        raise SetupError(
            f"{package.name} cannot be unpacked: {result.stderr.strip()}\n"
            f"  What to do: see that {into.parent} has 2 GB of free space, then run the command again."
        )


def _check_links(tree: Path) -> None:
    dangling = [
        path for path in (tree / DEBIAN_PYTHON_PATH).rglob("*") if path.is_symlink() and not path.exists()
    ]
    if dangling:
        raise SetupError(
            f"{len(dangling)} links of the web client lead nowhere, {dangling[0]} for one.\n"
            f"  What to do: mend the table in dev/setup/pins.py, or {debian_packages.OWN_ODOO}"
        )

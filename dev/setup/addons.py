# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The addons of this checkout: where Odoo finds them, which there are, and whether their sources changed."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..suites import ROOT, SUITES, Suite
from .console import SetupError
from .places import NAME

# At the repository's root: what is no part of the addon there.
BESIDE = {
    "addons",
    "build",
    "dev",
    "dist",
    "stacks",
    "CONTRIBUTING.md",
    "Makefile",
    "pyproject.toml",
}


def link(path: Path, target: Path) -> Path:
    """Have `path` be a link to `target`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_symlink() or path.resolve() != target:
        path.unlink(missing_ok=True)
        path.symlink_to(target)
    return path


def addons_path(root: Path, state: Path, suites: Iterable[Suite] = SUITES.values()) -> list[Path]:
    """The suites' folders for Odoo's `--addons-path`, as far as this checkout has them.

    Odoo imports an addon by its folder's name, and a checkout may have any name: hence a link.
    """
    linked = link(state / "addons" / NAME, root).parent
    named = dict.fromkeys(part for suite in suites for part in suite.folders)
    folders = [linked if part == ROOT else root / part for part in named]
    return [folder for folder in folders if any(folder.glob("*/__manifest__.py"))]


def in_folder(root: Path, part: str) -> dict[str, Path]:
    """The addons of one of the suites' folders: folder by name."""
    if part == ROOT:
        return {NAME: root} if (root / "__manifest__.py").exists() else {}
    return {path.parent.name: path.parent for path in sorted((root / part).glob("*/__manifest__.py"))}


def of_suite(root: Path, suite: Suite) -> dict[str, Path]:
    """The suite's modules that are in this checkout: folder by name.

    :raise SetupError: of those that it tests there is none
    """
    there = {name: path for part in suite.folders for name, path in in_folder(root, part).items()}
    if not there.keys() & set(suite.tested):
        raise SetupError(
            f"None of {', '.join(suite.tested)} is in {root}.\n  What to do: mend the table in dev/suites.py."
        )
    return {name: there[name] for name in (*suite.needs, *suite.tested) if name in there}


def files(folder: Path, tests: bool = True) -> Iterator[Path]:
    """The files of the addon in `folder`, without what lies beside it at the repository's root."""
    beside = BESIDE if (folder / "dev/suites.py").exists() else set()
    left_out = {"__pycache__"} if tests else {"__pycache__", "tests"}
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        for path in sorted(current.iterdir()):
            if path.name.startswith(".") or path.name in left_out or path.suffix == ".pyc":
                continue
            if current == folder and path.name in beside:
                continue
            if path.is_dir():
                waiting.append(path)
            else:
                yield path


def short_hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]


def fingerprint(folders: Iterable[Path], odoo: str) -> str:
    """Eight hexadecimal digits that change with any source file of the addons, and with the Odoo used."""
    digest = hashlib.sha256(odoo.encode())
    for folder in folders:
        for path in files(folder, tests=False):
            if path.suffix != ".md":
                digest.update(bytes(path) + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]

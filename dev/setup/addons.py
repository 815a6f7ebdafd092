# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The addons of this checkout: where Odoo finds them, which there are, and whether their sources changed."""

import ast
import hashlib
from pathlib import Path

from .console import SetupError
from .places import NAME

# Parts of the checkout that no Odoo database depends on.
NOT_INSTALLED = {".git", ".state", ".ci", "dev", "tests", "__pycache__", "build", "dist"}


def addons_path(root: Path, state: Path, others: list[Path]) -> list[Path]:
    """Folders for Odoo's `--addons-path`.

    Odoo imports an addon by its folder's name, and a checkout may have any name: hence a link.
    """
    folder = state / "addons"
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / NAME
    if not link.is_symlink() or link.resolve() != root:
        link.unlink(missing_ok=True)
        link.symlink_to(root)
    companions = root / "companions"
    return [folder, *([companions] if any(companions.glob("*/__manifest__.py")) else []), *others]


def manifest(folder: Path) -> dict:
    """:raise SetupError: it is no Python dictionary"""
    path = folder / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text())
    except (SyntaxError, ValueError) as error:
        raise SetupError(f"{path} cannot be read: {error}.\n  What to do: mend that line.") from error


def folders(root: Path) -> dict[str, Path]:
    """The installable addons of the checkout: folder by name, companions first."""
    found = {
        path.parent.name: path.parent for path in sorted((root / "companions").glob("*/__manifest__.py"))
    }
    if (root / "__manifest__.py").exists():
        found[NAME] = root
    return {name: path for name, path in found.items() if manifest(path).get("installable", True)}


def glue(root: Path) -> set[str]:
    """Those that Odoo installs by itself once the modules that they join are there."""
    return {name for name, path in folders(root).items() if manifest(path).get("auto_install")}


def short_hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]


def fingerprint(root: Path, odoo: Path) -> str:
    """Eight hexadecimal digits that change with any source file of the addons, and with the Odoo used."""
    digest = hashlib.sha256(bytes(odoo))
    waiting = [root]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if path.name in NOT_INSTALLED or path.is_symlink():
                continue
            if path.is_dir():
                waiting.append(path)
            elif path.parent != root or path.suffix == ".py":
                digest.update(bytes(path.relative_to(root)) + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]

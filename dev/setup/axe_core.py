# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""axe-core, which judges the accessibility of a page: one JavaScript file in the cache."""

from pathlib import Path
from tempfile import TemporaryDirectory

from . import npm, python_env
from .pins import AXE_CORE
from .places import cache_folder, only_one


def path() -> Path:
    return cache_folder() / f"{AXE_CORE.package}-{AXE_CORE.version}-{AXE_CORE.member}"


def ensure(logs: Path) -> None:
    """Fetch the file from the npm registry if the cache lacks it.

    :raise SetupError: it cannot be had, or arrives damaged
    """
    with only_one(cache_folder() / "setup.lock", f"filling {cache_folder()}"):
        if path().exists():
            return
        with TemporaryDirectory(dir=cache_folder()) as downloads:
            content = npm.fetch_member(AXE_CORE, Path(downloads), python_env.venv_folder(), logs)
            partial = Path(downloads) / AXE_CORE.member
            partial.write_bytes(content)
            partial.rename(path())

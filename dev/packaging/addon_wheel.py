# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Build backend (PEP 517) around whool, for a repository whose root is the addon.

whool packs the whole folder and names the distribution after it. It is therefore given a copy that has the
addon's name and only the addon's files.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whool import buildapi

NAME = "g2p_notifications_wiserv"
NOT_THE_ADDON = {"companions", "dev", "build", "dist", "Makefile", "CONTRIBUTING.md"}
PYPROJECT = '[build-system]\nrequires = ["whool"]\nbuild-backend = "whool.buildapi"\n'


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    target = os.path.abspath(wheel_directory)
    with _addon_alone():
        return buildapi.build_wheel(target, config_settings, metadata_directory)


def build_sdist(sdist_directory, config_settings=None):
    target = os.path.abspath(sdist_directory)
    with _addon_alone():
        return buildapi.build_sdist(target, config_settings)


@contextmanager
def _addon_alone() -> Iterator[None]:
    """Work in a copy of the addon that lasts as long as the block."""
    root = Path.cwd()

    def left_out(folder: str, names: list[str]) -> set[str]:
        out = {
            name for name in names if name.startswith(".") or name == "__pycache__" or name.endswith(".pyc")
        }
        return out | NOT_THE_ADDON.intersection(names) if Path(folder) == root else out

    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / NAME
        shutil.copytree(root, copy, ignore=left_out)
        (copy / "pyproject.toml").write_text(PYPROJECT)
        os.chdir(copy)
        try:
            yield
        finally:
            os.chdir(root)

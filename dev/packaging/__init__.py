# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Wheels of the addons, made by whool: `make wheels` for all of them, PEP 517's hooks for the one at the root.

whool packs a whole folder and names the distribution after it. It is therefore given a copy that has the addon's name
and only what is shipped of it: tests need `dev`, which is not.
"""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from ..setup import Environment, say
from ..setup.addons import files, in_folder
from ..setup.places import NAME
from ..suites import SHIPPED

PYPROJECT = '[build-system]\nrequires = ["whool"]\nbuild-backend = "whool.buildapi"\n'


def main(env: Environment) -> int:
    target = env.root / "dist"
    target.mkdir(exist_ok=True)
    for part in SHIPPED:
        for name, folder in in_folder(env.root, part).items():
            say(f"dist/{build('wheel', folder, name, target)}")
    return 0


def build(kind: str, folder: Path, name: str, target: Path) -> str:
    """Make a `wheel` or an `sdist` of an addon; the name of its file in `target`."""
    from whool import buildapi

    with TemporaryDirectory() as temporary:
        copy = Path(temporary) / name
        for path in files(folder, tests=False):
            place = copy / path.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
        (copy / "pyproject.toml").write_text(PYPROJECT)
        back, target = Path.cwd(), target.absolute()
        os.chdir(copy)
        try:
            return getattr(buildapi, f"build_{kind}")(str(target))
        finally:
            os.chdir(back)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    return build("wheel", Path.cwd(), NAME, Path(wheel_directory))


def build_sdist(sdist_directory, config_settings=None):
    return build("sdist", Path.cwd(), NAME, Path(sdist_directory))

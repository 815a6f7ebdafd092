# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import subprocess
import zipfile

import pytest

from dev.packaging import build
from dev.setup.addons import in_folder
from dev.setup.odoo_tree import find
from dev.suites import SHIPPED

IMPORT_ALL = """
import importlib, pkgutil, sys
from importlib.util import find_spec
assert not find_spec("dev")
for name in sys.argv[1:]:
    addon = importlib.import_module(f"odoo.addons.{name}")
    assert "/unpacked/" in addon.__file__, addon.__file__
    for module in pkgutil.walk_packages(addon.__path__, f"{addon.__name__}."):
        if not module.name.endswith("__manifest__"):
            importlib.import_module(module.name)
"""


@pytest.fixture(scope="module")
def unpacked(env, tmp_path_factory):
    """All wheels as pip would install them: the folder, and the files of each addon."""
    folder = tmp_path_factory.mktemp("wheels") / "unpacked"
    names = {}
    for part in SHIPPED:
        for name, source in in_folder(env.root, part).items():
            with zipfile.ZipFile(folder.parent / build("wheel", source, name, folder.parent)) as wheel:
                names[name] = wheel.namelist()
                wheel.extractall(folder)
    return folder, names


def test_each_wheel_holds_its_addon_and_nothing_else(unpacked):
    for addon, names in unpacked[1].items():
        own = f"odoo/addons/{addon}/"
        tops = {name.removeprefix(own).partition("/")[0] for name in names if name.startswith(own)}
        assert {"__init__.py", "__manifest__.py", "models"} <= tops
        assert not tops & {"addons", "dev", "stacks", "tests", "Makefile", "pyproject.toml", ".state", ".git"}
        assert [name for name in names if not name.startswith(own) and ".dist-info/" not in name] == []


def test_what_is_installed_can_be_imported_with_odoo_alone(env, unpacked, tmp_path):
    folder, names = unpacked
    path = {"PYTHONPATH": f"{find().python_path}:{folder}"}
    done = subprocess.run(
        [env.python, "-c", IMPORT_ALL, *names], cwd=tmp_path, env=path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_root_can_be_built_by_any_tool(env, tmp_path):
    command = [env.python, "-m", "build", "--no-isolation", "--outdir", tmp_path, env.root]
    subprocess.run(command, check=True, capture_output=True)
    assert len(list(tmp_path.glob("odoo_addon_g2p_notifications_wiserv-19.0.*"))) == 2

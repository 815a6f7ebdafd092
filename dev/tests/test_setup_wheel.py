# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import subprocess
import zipfile


def test_the_wheel_holds_the_addon_and_neither_companions_nor_dev(env, tmp_path):
    subprocess.run(
        [env.python, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, env.root],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.startswith("odoo_addon_g2p_notifications_wiserv-19.0.")
    names = zipfile.ZipFile(wheel).namelist()
    addon = "odoo/addons/g2p_notifications_wiserv/"
    tops = {name.removeprefix(addon).partition("/")[0] for name in names if name.startswith(addon)}
    assert {"__init__.py", "__manifest__.py", "models", "security", "tools", "views"} <= tops
    assert not tops & {"companions", "dev", "Makefile", "pyproject.toml", ".state", ".git", ".ci"}
    assert [name for name in names if not name.startswith(addon) and ".dist-info/" not in name] == []

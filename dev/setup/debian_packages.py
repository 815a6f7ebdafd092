# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Packages fetched with apt from Debian into a folder of our own: without root, beside the machine's apt."""

import hashlib
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .console import SetupError, run_step, say

NO_NETWORK = "see that this machine reaches its Debian mirror, then run the command again"
OWN_ODOO = "get Odoo 19 in another way and name its folder: ODOO_HOME=/path/to/odoo make …"
KEYRINGS = [Path(f"/usr/share/keyrings/debian-archive-keyring.{kind}") for kind in ("gpg", "pgp")]
MAIN_SUITES = "bookworm|trixie|forky|sid|stable|oldstable|testing|unstable"


class DebianPackage(NamedTuple):
    suite: str
    name: str
    version: str
    sha256: str


def pinned(table: Path) -> list[DebianPackage]:
    lines = table.read_text().splitlines()
    return [DebianPackage(*line.split()) for line in lines if line and not line.startswith("#")]


def fetch_all(packages: Sequence[DebianPackage], folder: Path, logs: Path) -> list[Path]:
    """The packages' files, whole: apt compares each with the suite's signed index.

    :raise SetupError: no mirror, or the suite no longer holds a package, or it has another checksum for its version
    """
    paths = []
    for suite in dict.fromkeys(package.suite for package in packages):
        own = folder / suite
        apt = _apt_for(suite, own, logs)
        wanted = [package for package in packages if package.suite == suite]
        run_step(
            f"Downloading {len(wanted)} packages of Debian {suite}",
            ["apt-get", *apt, "download", *(package.name for package in wanted)],
            logs / f"apt-download-{suite}.log",
            f"{NO_NETWORK}; or {OWN_ODOO}",
            _percent,
            cwd=own,
        )
        for package in wanted:
            found = sorted(own.glob(f"{package.name}_*.deb"), key=lambda path: path.stat().st_mtime)
            paths.append(checked(package, found[-1]))
    return paths


def checked(package: DebianPackage, path: Path) -> Path:
    """The file, if it is what is pinned, or a newer version, which is told."""
    version = path.name.split("_")[1].replace("%3a", ":")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    if version != package.version:
        say(
            f"  {package.name} is {version} in {package.suite} by now, not {package.version}:"
            f" taken with the signed index's SHA256 {sha256}"
        )
    elif sha256 != package.sha256:
        raise SetupError(
            f"{path} has the SHA256 {sha256}, but dev/requirements-debian.txt gives {package.sha256}.\n"
            f"  What to do: find out why before you trust either; or {OWN_ODOO}"
        )
    return path


def mirror() -> str:
    """URI of the first source of this machine that offers a main suite of Debian, as its apt reads them.

    :raise SetupError: this is no Debian, or it has no such source
    """
    targets = [
        "apt-get",
        "indextargets",
        "--no-release-info",
        "--format",
        "$(REPO_URI) $(RELEASE) $(COMPONENT)",
    ]
    listed = subprocess.run([*targets, "Created-By: Packages"], capture_output=True, text=True, check=False)
    if found := re.search(rf"^(\S+) (?:{MAIN_SUITES}) main$", listed.stdout, re.MULTILINE):
        return found[1]
    raise SetupError(
        "Odoo 19 comes from a Debian package, but no source of this machine's apt offers a suite of Debian.\n"
        f"  What to do: {OWN_ODOO}"
    )


def _keyring() -> Path:
    for path in KEYRINGS:
        if path.exists():
            return path
    raise SetupError(
        f"The keys of Debian's archive are missing ({KEYRINGS[0]}).\n"
        "  What to do: sudo apt-get install debian-archive-keyring"
    )


def _apt_for(suite: str, own: Path, logs: Path) -> list[str]:
    """Fetch the suite's signed index into a folder of its own; apt's options that lead to it."""
    for part in ("lists/partial", "cache/archives/partial"):
        (own / part).mkdir(parents=True, exist_ok=True)
    source = f"deb [signed-by={_keyring()} lang=none target=Packages] {mirror()} {suite} main\n"
    (own / "sources.list").write_text(source)
    settings = {
        "Dir::Etc::sourcelist": own / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::State::Lists": own / "lists",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": own / "cache",
        "APT::Sandbox::User": "root",
        "APT::Status-Fd": "1",
        "Acquire::Retries": "3",
    }
    apt = [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]
    update = ["apt-get", *apt, "update", "--error-on=any"]
    log = logs / f"apt-update-{suite}.log"
    run_step(f"Reading the index of Debian {suite}", update, log, NO_NETWORK, _percent)
    return apt


def _percent(line: str) -> str | None:
    found = re.match(r"dlstatus:\d+:([\d.]+):(.*)", line)
    return f"{float(found[1]):.0f} % {found[2]}" if found else None

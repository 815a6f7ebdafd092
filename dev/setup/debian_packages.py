# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Packages fetched with apt from Debian into a folder of our own: without root, beside the machine's apt."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from . import debian_sources
from .console import SetupError, run_step, say
from .pins import DebianPackage
from .whole import check_arrived, is_intact

NO_NETWORK = "see that this machine reaches its Debian mirror, then run the command again"
OWN_ODOO = "get Odoo 19 in another way and name its folder: ODOO_HOME=/path/to/odoo make …"


class Offer(NamedTuple):
    version: str
    sha256: str
    size: int  # bytes


class Suite:
    """One suite of the machine's Debian mirror, with lists and caches below `folder`."""

    def __init__(self, name: str, folder: Path, logs: Path):
        self.name = name
        self.logs = logs
        self._folder = folder / name
        self._options: list[str] = []

    def update(self) -> None:
        """Fetch the suite's signed index.

        :raise SetupError: no mirror is known, it cannot be reached, or its signature is wrong
        """
        sources = self._folder / "sources.list"
        for part in ("lists/partial", "cache/archives/partial"):
            (self._folder / part).mkdir(parents=True, exist_ok=True)
        sources.write_text(
            f"deb [signed-by={debian_sources.keyring()} lang=none target=Packages]"
            f" {debian_sources.mirror()} {self.name} main\n"
        )
        settings = {
            "Dir::Etc::sourcelist": sources,
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Dir::State::Lists": self._folder / "lists",
            "Dir::State::status": "/dev/null",
            "Dir::Cache": self._folder / "cache",
            "APT::Sandbox::User": "root",
            "APT::Status-Fd": "1",
            "Acquire::Retries": "3",
        }
        self._options = [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]
        run_step(
            f"Reading the index of Debian {self.name}",
            ["apt-get", *self._options, "update", "--error-on=any"],
            self.logs / f"apt-update-{self.name}.log",
            NO_NETWORK,
            _percent,
        )

    def offer(self, package: str) -> Offer | None:
        """What the signed index has of a package, or None if the suite does not hold it."""
        shown = subprocess.run(
            ["apt-cache", *self._options, "show", "--no-all-versions", package],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
        fields = dict(re.findall(r"^(Version|SHA256|Size): (\S+)$", shown.stdout, re.MULTILINE))
        return Offer(fields["Version"], fields["SHA256"], int(fields["Size"])) if len(fields) == 3 else None

    def fetch(self, offers: Mapping[str, Offer], into: Path) -> dict[str, Path]:
        """The packages' files, whole, in `into`: file by package name."""
        paths = {
            name: into / f"{name}_{offer.version.replace(':', '%3a')}.deb" for name, offer in offers.items()
        }
        wanted = [name for name, path in paths.items() if not is_intact(path, offers[name].sha256)]
        if wanted:
            megabytes = sum(offers[name].size for name in wanted) / 1e6
            run_step(
                f"Downloading {len(wanted)} packages of Debian {self.name} ({megabytes:.0f} MB)",
                [
                    "apt-get",
                    *self._options,
                    "download",
                    *(f"{name}={offers[name].version}" for name in wanted),
                ],
                self.logs / f"apt-download-{self.name}.log",
                NO_NETWORK,
                _percent,
                cwd=into,
            )
        for name in wanted:
            for written in into.glob(f"{name}_*_*.deb"):
                written.replace(paths[name])
            check_arrived(paths[name], offers[name].sha256)
        return paths


def fetch_all(packages: Sequence[DebianPackage], folder: Path, logs: Path) -> dict[str, tuple[str, Path]]:
    """Fetch each package; the result gives version and file by package name.

    :raise SetupError: a suite no longer holds a package, or has another checksum for the pinned version
    """
    downloads = folder / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    fetched = {}
    for suite_name in dict.fromkeys(package.suite for package in packages):
        suite = Suite(suite_name, folder, logs)
        suite.update()
        pinned = [package for package in packages if package.suite == suite_name]
        offers = {package.name: _judged(package, suite.offer(package.name)) for package in pinned}
        for name, path in suite.fetch(offers, downloads).items():
            fetched[name] = (offers[name].version, path)
    return fetched


def _judged(package: DebianPackage, offer: Offer | None) -> Offer:
    if offer is None:
        raise SetupError(
            f"Debian's suite {package.suite} no longer holds the package {package.name}.\n"
            f"  What to do: {OWN_ODOO}"
        )
    if offer.version != package.version:
        say(
            f"  {package.name} is {offer.version} in {package.suite} by now, not {package.version}:"
            f" taken with the signed index's SHA256 {offer.sha256}"
        )
    elif offer.sha256 != package.sha256:
        raise SetupError(
            f"For {package.name} {package.version} the archive's index gives the SHA256 {offer.sha256},"
            f" but dev/setup/pins.py gives {package.sha256}.\n"
            f"  What to do: find out why before you trust either; or {OWN_ODOO}"
        )
    return offer


def _percent(line: str) -> str | None:
    found = re.match(r"dlstatus:\d+:([\d.]+):(.*)", line)
    return f"{float(found[1]):.0f} % {found[2]}" if found else None

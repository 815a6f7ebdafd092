# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The Debian mirror and the keyring that this machine already uses, read from its own apt configuration."""

from collections.abc import Iterator
from pathlib import Path

from .console import SetupError

KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
MAIN_SUITES = {"bookworm", "trixie", "forky", "sid", "stable", "oldstable", "testing", "unstable"}


def mirror(etc_apt: Path = Path("/etc/apt")) -> str:
    """URI of the first enabled source that offers a main suite of Debian.

    :raise SetupError: this is no Debian, or it has no such source
    """
    for uri, suites, components in entries(etc_apt):
        if uri.startswith(("http://", "https://", "file:", "mirror")) and "main" in components:
            if MAIN_SUITES.intersection(suites):
                return uri
    raise SetupError(
        f"Odoo 19 comes from a Debian package, but no source in {etc_apt} offers a suite of Debian.\n"
        "  What to do: get Odoo 19 in another way and name its folder: ODOO_HOME=/path/to/odoo make …"
    )


def keyring() -> Path:
    """Debian's archive keyring, of the package debian-archive-keyring.

    :raise SetupError: it is not installed
    """
    for path in map(Path, KEYRINGS):
        if path.exists():
            return path
    raise SetupError(
        f"The keys of Debian's archive are missing ({KEYRINGS[0]}).\n"
        "  What to do: sudo apt-get install debian-archive-keyring"
    )


def entries(etc_apt: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """URI, suites and components of each enabled binary source, in both formats of sources.list(5)."""
    folder = etc_apt / "sources.list.d"
    for path in [etc_apt / "sources.list", *sorted(folder.glob("*.list"))]:
        for line in _lines(path):
            yield from _one_line_entry(line)
    for path in sorted(folder.glob("*.sources")):
        for stanza in "\n".join(_lines(path)).split("\n\n"):
            yield from _stanza_entries(stanza)


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return []
    return [line for line in lines if not line.startswith("#")]


def _one_line_entry(line: str) -> Iterator[tuple[str, list[str], list[str]]]:
    kind, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    if rest.startswith("["):
        rest = rest.partition("]")[2]
    parts = rest.partition("#")[0].split()
    if kind == "deb" and len(parts) >= 3:
        yield parts[0], [parts[1]], parts[2:]


def _stanza_entries(stanza: str) -> Iterator[tuple[str, list[str], list[str]]]:
    fields: dict[str, str] = {}
    name = ""
    for line in stanza.splitlines():
        if line[:1].isspace():
            fields[name] = fields.get(name, "") + line
        else:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value
    if fields.get("enabled", "yes").strip() != "no" and "deb" in fields.get("types", "").split():
        for uri in fields.get("uris", "").split():
            yield uri, fields.get("suites", "").split(), fields.get("components", "").split()

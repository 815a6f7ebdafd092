# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Only whole things count: a file by its checksum, a folder by the stamp written when it was finished."""

import hashlib
import json
import os
import shutil
from pathlib import Path

from .console import SetupError, say

STAMP = ".complete.json"


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def is_intact(path: Path, checksum: str) -> bool:
    """True if the file is there with that SHA256; one that is not is removed, to be fetched again."""
    if not path.exists():
        return False
    if sha256(path) == checksum:
        return True
    say(f"  {path.name} in the cache is cut off or damaged: fetching it again")
    path.unlink()
    return False


def check_arrived(path: Path, checksum: str) -> None:
    """Check what was just fetched.

    :raise SetupError: it has another SHA256; it is removed
    """
    found = sha256(path) if path.exists() else "nothing"
    if found != checksum:
        path.unlink(missing_ok=True)
        raise SetupError(
            f"{path.name} arrived damaged: its SHA256 should be {checksum}, found was {found}.\n"
            "  What to do: run the command again; if this repeats, the mirror or a proxy alters the file."
        )


def count_files(folder: Path) -> int:
    """Files and links below `folder`, without Python's caches and the stamp."""
    count = 0
    folders = [os.fspath(folder)]
    while folders:
        for entry in os.scandir(folders.pop()):
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    folders.append(entry.path)
            elif entry.name != STAMP:
                count += 1
    return count


def mark_whole(folder: Path, **facts: str) -> None:
    """Stamp `folder` as finished; `facts` are written into the stamp for people to read."""
    stamp = folder / STAMP
    partial = stamp.with_suffix(".partial")
    partial.write_text(json.dumps({"files": count_files(folder), **facts}, indent=1) + "\n")
    partial.rename(stamp)


def is_whole(folder: Path) -> bool:
    """True if `folder` was finished and has lost no file since."""
    try:
        stamp = json.loads((folder / STAMP).read_text())
        return count_files(folder) >= stamp["files"]
    except (OSError, ValueError, KeyError):
        return False


def remove_unfinished(folder: Path) -> None:
    """Remove what an interrupted or damaged set-up left, and say so."""
    if folder.exists():
        say(f"  {folder} is incomplete: removing it and starting again")
        shutil.rmtree(folder)

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Where things are kept: the cache that all checkouts of a user share, and one checkout's own state."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .console import say

NAME = "g2p_notifications_wiserv"
ROOT = Path(__file__).resolve().parents[2]


def cache_folder() -> Path:
    """`$XDG_CACHE_HOME/g2p_notifications_wiserv`, in `~/.cache` when the variable is unset or not absolute.

    The rule for relative paths is the XDG Base Directory Specification's.
    """
    named = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(named) if os.path.isabs(named) else Path.home() / ".cache"
    return base / NAME


def state_folder(root: Path = ROOT) -> Path:
    """Everything that one checkout's commands write, except PostgreSQL's files: `make clean` removes it."""
    return root / ".state"


def private_folder(path: Path) -> Path:
    """Make a folder that nobody else enters, or what there is one: logs and databases hold numbers and texts."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def checkout_key(root: Path = ROOT) -> str:
    """Twelve hexadecimal digits that tell one checkout from another on the same machine."""
    return hashlib.sha256(str(root).encode()).hexdigest()[:12]


def is_root() -> bool:
    return os.geteuid() == 0


@contextmanager
def only_one(lock: Path, doing: str) -> Iterator[None]:
    """Hold `lock` for as long as the block runs; wait, and say so, while another process holds it."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another process that is {doing} …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield

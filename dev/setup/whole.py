# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Only whole folders count: those with the stamp that is written when they are finished."""

import shutil
from pathlib import Path

from .console import say

STAMP = ".complete.json"


def is_whole(folder: Path) -> bool:
    return (folder / STAMP).exists()


def mark_whole(folder: Path) -> None:
    (folder / STAMP).touch()


def remove_unfinished(folder: Path) -> None:
    """Remove what an interrupted set-up left, and say so."""
    if folder.exists():
        say(f"  {folder} is incomplete: removing it and starting again")
        shutil.rmtree(folder)

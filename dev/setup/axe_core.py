# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""axe-core, which judges the accessibility of a page: one JavaScript file, out of a Python package that carries it."""

from importlib.util import find_spec
from pathlib import Path


def path() -> Path:
    return Path(find_spec("axe_playwright_python").origin).with_name("axe.min.js")

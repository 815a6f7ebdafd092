# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What Odoo's Apps shows of each addon: a page of its own, an icon, and the doors among the applications."""

import ast
from pathlib import Path

import pytest
from lxml import html

from dev.setup.addons import in_folder
from dev.suites import SHIPPED

ROOT = Path(__file__).parents[2]
ADDONS = {name: folder for part in SHIPPED for name, folder in in_folder(ROOT, part).items()}
# What people look for; the others come along.
DOORS = {"g2p_notifications_wiserv", "spp_programs_wiserv"}


@pytest.mark.parametrize("name", sorted(ADDONS))
def test_an_addon_has_a_page_whose_pictures_are_there(name):
    folder = ADDONS[name] / "static/description"
    assert (folder / "icon.png").is_file()
    # Without it Odoo reads the README as if it were reStructuredText.
    page = html.fragment_fromstring((folder / "index.html").read_text(), create_parent=True)
    assert page.findtext(".//h1")
    for picture in page.iter("img"):
        assert (folder / picture.get("src")).is_file(), picture.get("src")
        assert picture.get("alt")


@pytest.mark.parametrize("name", sorted(ADDONS))
def test_a_search_for_wiserv_finds_the_doors_among_the_applications(name):
    manifest = ast.literal_eval((ADDONS[name] / "__manifest__.py").read_text())
    assert "wiserv" in manifest["name"].lower()
    assert manifest["summary"].strip()
    assert manifest.get("application", False) == (name in DOORS)

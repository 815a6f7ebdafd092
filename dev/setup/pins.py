# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The table of everything that is not a Python package, with versions and SHA256 checksums.

Debian's suite *sid* moves: a newer revision of a package is accepted with the checksum that the archive's
signed index gives for it. Refresh this table from what set-up then says.
"""

from typing import NamedTuple

ODOO_SERIES = "19.0"


class DebianPackage(NamedTuple):
    suite: str
    name: str
    version: str
    sha256: str


class NpmFile(NamedTuple):
    package: str
    version: str
    sha256: str  # of the package's archive, as `npm pack` writes it
    member: str
    addon_path: str  # where it goes, below Odoo's folder of addons


ODOO = DebianPackage(
    "sid",
    "odoo-19",
    "19.0.0+dfsg-1",
    "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf",
)

# Files of the web client that Debian keeps in packages of their own: odoo-19 has relative links to them.
# Font Awesome and Inconsolata are bookworm's, because later ones moved the files that the links name.
WEB_ASSETS = (
    DebianPackage(
        "sid",
        "libjs-jquery",
        "3.7.1+dfsg+~3.5.33-1",
        "818d6383b5b8f33734f682076b02fe3e765af23251ff6bf2b47747a4484e19d3",
    ),
    DebianPackage(
        "sid",
        "libjs-jquery-form",
        "12-4",
        "fbfeedcd3eaf519b3cdcc88e93a1c79f6775da71657bac763f1430fe66e8a1da",
    ),
    DebianPackage(
        "sid",
        "libjs-underscore",
        "1.13.8~dfsg+~1.13.0-1",
        "4bd04d6b3695e10228b4d479d6963d6b768bcd9aa22e9cef2a014814f5de2906",
    ),
    DebianPackage(
        "sid",
        "fonts-glyphicons-halflings",
        "1.009~3.4.1+dfsg-7",
        "ebbe027302092d56812b1b22aca7f03387d52d1301d942ea33140e08efc00439",
    ),
    DebianPackage(
        "sid",
        "fonts-roboto-unhinted",
        "2:3.016-1",
        "e08ef58b6b92ab2554cc5047b84c3eb03fe0df36d9eddaa1326f80783687c2e8",
    ),
    DebianPackage(
        "sid",
        "fonts-montserrat",
        "9.000-6",
        "c5f603701f86661a7eed820ff0b0d19e0aa697b316053b7885cc7346370128c1",
    ),
    DebianPackage(
        "sid",
        "fonts-ocr-b",
        "0.3.1~dfsg-2",
        "c3760c25162b33ef4b19f0801a2ffbe956634c1fbbef42610c718edfb06baca9",
    ),
    DebianPackage(
        "bookworm",
        "fonts-font-awesome",
        "5.0.10+really4.7.0~dfsg-4.1",
        "5f09e1adce26d59628a239c538882d53e58978b958233864fc617be9a510018e",
    ),
    DebianPackage(
        "bookworm",
        "fonts-inconsolata",
        "001.010-6",
        "bb5015c631cd47aa7d9d6e0ecd101f0e1234300f935e7719ea32ed9b640f0ac4",
    ),
)

# Checks the screens' accessibility in browser tests; no part of the addon.
AXE_CORE = NpmFile(
    "axe-core",
    "4.14.1",
    "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745",
    "axe.min.js",
    "",
)

# Debian dropped this file from odoo-19, and the web client reports an error wherever it is asked for.
MISSING_FROM_DEBIAN = (
    NpmFile(
        "@mediapipe/selfie_segmentation",
        "0.1.1675465747",
        "7767b33eaa68990ee06c28bbb89f39a13a47ebb07ff0f1fd4947d9e817bb9bf9",
        "selfie_segmentation.js",
        "mail/static/lib/selfie_segmentation/selfie_segmentation.js",
    ),
)

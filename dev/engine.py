# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Makes the parts of the engine that know nothing of Odoo, its wire and its connection pool, importable without it."""

import sys
import types
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "addons" / "sms_wiserv"

if "sms_wiserv" not in sys.modules:
    package = types.ModuleType("sms_wiserv")
    package.__path__ = [str(FOLDER)]
    sys.modules["sms_wiserv"] = package

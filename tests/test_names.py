# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

from odoo.addons.sms_wiserv.tests.names import NamesMixin


@tagged("post_install", "-at_install")
class TestNames(NamesMixin, TransactionCase):
    root = Path(get_module_path("g2p_notifications_wiserv")).resolve()
    stack = root / "stacks" / "openg2p"
    prefixes = ("g2p",)
    ours = r"g2p\.wiserv|g2p_notifications_wiserv|(manager|form)[._]wiserv"
    others = {
        "code",
        "data",
        "domain",
        "manager_id",
        "order",
        "password",
        "reason",
        "sequence",
        "source",
        "url",
    }
    real_file = r"openg2p-\w+/g2p_\w+/.*\.\w+$"

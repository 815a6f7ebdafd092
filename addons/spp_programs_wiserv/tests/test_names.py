# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

from odoo.addons.sms_wiserv.tests.names import NamesMixin


@tagged("post_install", "-at_install")
class TestNames(NamesMixin, TransactionCase):
    root = Path(get_module_path("spp_programs_wiserv")).resolve()
    stack = root.parents[1] / "stacks" / "openspp"
    prefixes = ("spp.", "spp_")
    ours = r"spp\.wiserv|spp_programs_wiserv|manager[._]wiserv|\.form\.wiserv"
    others = {"approve", "channel", "code", "data", "group_id", "method", "priority", "reason", "sequence"}
    word = r"urn:[\w:-]+|[A-Za-z_][\w.]*\w"
    real_file = r"(spp_\w+|job_worker)/.*\.\w+$"

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import re
from pathlib import Path

from odoo.tests import BaseCase

from dev.declared import differences

STACK = Path(__file__).resolve().parents[2]
# Of Odoo 19, or of modules that are left out
OURS = re.compile(
    r"""(model|field|access)\ (storage|g2p_entitlement_voucher\.storage)[._].*
    | method\ g2p\.program_membership\._prepare_create_values
    | record\ g2p_registry_base\.openg2p_privilege
    | access\ g2p_programs\.(kind_of_group|registrant_tags|id_type).*""",
    re.VERBOSE,
)


class TestUpstream(BaseCase):
    def test_a_stand_in_has_nothing_that_the_real_module_lacks(self):
        more, gone = differences(STACK, OURS)
        self.assertFalse(more, "more than upstream")
        self.assertFalse(gone, "no longer there")

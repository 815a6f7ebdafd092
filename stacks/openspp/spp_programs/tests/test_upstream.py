# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
import re
from pathlib import Path

from odoo.tests import BaseCase

from dev.declared import differences

STACK = Path(__file__).resolve().parents[2]
# Guesses, as the READMEs say: who may open a wizard or read a definition, and what a constraint is called.
GUESSED = re.compile(
    r"""access\ spp_programs\.access_spp_manager_setup_wizard_manager
    | access\ spp_approval\..*
    | method\ spp\.program\._check_managers""",
    re.VERBOSE,
)


class TestUpstream(BaseCase):
    def test_a_stand_in_has_nothing_that_the_real_module_lacks(self):
        more, gone = differences(STACK, GUESSED)
        self.assertFalse(more, "more than upstream")
        self.assertFalse(gone, "no longer there")

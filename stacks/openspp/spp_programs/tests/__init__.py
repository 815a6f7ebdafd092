# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from . import test_gaps, test_upstream

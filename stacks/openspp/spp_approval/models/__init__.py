# Part of spp_approval. License LGPL-3.0 or later (see LICENSE).
from . import approval_definition, approval_mixin

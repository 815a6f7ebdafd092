# Part of spp_registry. License LGPL-3.0 or later (see LICENSE).
from . import models, wizard

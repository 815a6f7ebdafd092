# Part of spp_registry. License LGPL-3.0 or later (see LICENSE).
from . import registrant, phone_number, group_membership

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import assign_to_program_wizard, create_program_wizard

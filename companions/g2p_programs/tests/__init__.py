# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import test_cycle, test_enrolment, test_managers, test_payment, test_screens

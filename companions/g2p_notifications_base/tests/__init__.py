# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import test_email_manager, test_notify, test_preference, test_sms_manager

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    test_announcement,
    test_contract,
    test_events,
    test_events_after,
    test_events_cost,
    test_linking,
    test_names,
    test_otp,
    test_recheck,
    test_recipients,
    test_roles,
    test_screens,
    test_templates,
    test_tours,
    test_translations,
)

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Kinds of managers, as ``g2p.program.get_managers()`` takes them."""

MANAGER_ELIGIBILITY = 1
MANAGER_CYCLE = 2
MANAGER_PROGRAM = 3
MANAGER_ENTITLEMENT = 4
MANAGER_DEDUPLICATION = 5
MANAGER_NOTIFICATION = 6
MANAGER_PAYMENT = 7

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_of(name):
    """Return the ``ZoneInfo`` of a time zone's name, or None if this server does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None

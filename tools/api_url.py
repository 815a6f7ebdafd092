# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from urllib.parse import urlsplit

from .wiserv_api.address import is_loopback_host

_PORTS = {"http": 80, "https": 443}


def origin(url):
    """Return scheme, host and port of ``url`` as one string, or ``""`` if it has none."""
    try:
        parts = urlsplit(url or "")
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port}" if parts.hostname and port else ""


def is_loopback(url):
    """Return whether ``url`` leads to this machine by its spelling."""
    try:
        return is_loopback_host(urlsplit(url).hostname or "")
    except ValueError:
        return False

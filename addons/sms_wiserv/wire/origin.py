# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Scheme, host and port of a URL: a password is kept for them, and a connection is opened to them."""

from typing import NamedTuple
from urllib.parse import urlsplit

import requests

from .account import prepare
from .address import is_loopback_host

PORTS = {"http": 80, "https": 443}


class Origin(NamedTuple):
    scheme: str
    host: str
    port: int


def origin_of(url):
    """Return the Origin of a URL that has passed :func:`check_url`; the host is in IDNA."""
    parts = urlsplit(prepare(url).url)
    return Origin(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme])


def origin(url):
    """Return ``scheme://host:port`` of any text, or ``""`` if it is no URL.

    The host is in IDNA, as DNS is asked for it: names that look the same may be different hosts, and the reverse.
    """
    try:
        where = origin_of(url or "")
    except (requests.RequestException, ValueError, KeyError):
        return ""
    return f"{where.scheme}://{where.host}:{where.port}" if where.host and where.port else ""


def is_loopback_url(url):
    """Whether the host in ``url`` is ``localhost`` or a loopback address; other names are not resolved."""
    try:
        return is_loopback_host(origin_of(url or "").host or "")
    except (requests.RequestException, ValueError, KeyError):
        return False

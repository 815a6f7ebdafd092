# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Scheme, host and port of an address: what a password is bound to, and what a connection is opened to."""

from typing import NamedTuple
from urllib.parse import urlsplit

import requests

from .account import prepare
from .address import is_loopback_host

_PORTS = {"http": 80, "https": 443}


class Origin(NamedTuple):
    scheme: str
    host: str
    port: int


def origin_of(url):
    """Where ``url``, which has passed :func:`check_url`, leads; the host as it goes over the line."""
    parts = urlsplit(prepare(url).url)
    return Origin(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme])


def origin(url):
    """Return scheme, host and port of ``url`` as one string, or ``""`` if it has none.

    The host as it will be asked of DNS: two spellings that look alike may be two hosts, and the reverse.
    """
    try:
        where = origin_of(url or "")
    except (requests.RequestException, ValueError, KeyError):
        return ""
    return f"{where.scheme}://{where.host}:{where.port}" if where.host and where.port else ""


def is_loopback_url(url):
    """Return whether ``url`` leads to this machine by its spelling."""
    try:
        return is_loopback_host(origin_of(url or "").host or "")
    except (requests.RequestException, ValueError, KeyError):
        return False

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Where to send, as whom, and how to read the answer."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import requests

from .address import is_forbidden, is_loopback_host, parse_address
from .patterns import DEFAULT_REPLIES

PROTOCOLS = ("soap", "http")

_URL_LENGTH = 2000
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"^`{|}\ud800-\udfff]")


@dataclass(frozen=True)
class Account:
    """Where to send, as whom, and how to read the answer. Immutable and hashable.

    :param protocol: ``soap`` (``api_url`` is a WSDL's) or ``http`` (``api_url`` takes the form)
    :param timeout: seconds for one request, from connecting to the last byte of the answer, name resolution aside
    :param replies: ``(pattern, meaning)`` of replies that an administrator has declared; see ``patterns.py``
    :param allow_plain_http: whether plain http is allowed to other machines, too
    :param only_loopback: refuse to connect to other machines, whatever address the name resolves to
    :param no_loopback: refuse to connect to this machine, whatever address the name resolves to
    :param ca_file: path of the certificate authorities to trust in place of the system's
    """

    api_url: str
    user_name: str
    password: str = field(repr=False)
    protocol: str = "soap"
    timeout: float = 30.0
    replies: tuple[tuple[str, str], ...] = field(default=DEFAULT_REPLIES, repr=False)
    allow_plain_http: bool = False
    only_loopback: bool = False
    no_loopback: bool = False
    ca_file: str | None = None


def guess_protocol(url):
    """``soap`` when the URL's query asks for a WSDL, else ``http``."""
    try:
        names = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return "http"
    return "soap" if any(name.lower() == "wsdl" for name, _ in names) else "http"


def check_url(url, protocol, allow_plain_http=False):
    """Return the sentence that tells an administrator why ``url`` cannot be used, or None. Does not use the network."""
    if protocol not in PROTOCOLS:
        return "The protocol is neither SOAP nor HTTP POST."
    if not url or not url.strip():
        return "The API URL is empty."
    if len(url) > _URL_LENGTH:
        return "The API URL is too long."
    if _NOT_IN_URL.search(url):
        return "The API URL holds a space or another character that no URL can hold."
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "The API URL is not a valid address."
    if parts.scheme not in ("http", "https"):
        return "The API URL must begin with https:// (or http://)."
    if "@" in parts.netloc:
        return "The API URL must not hold a user name or password: they have fields of their own."
    if not host or port == 0:
        return "The API URL names no host."
    return _judge_host(url, parts.scheme, "%" in parts.netloc, allow_plain_http)


def _judge_host(url, scheme, escaped, allow_plain_http):
    """Return the same about the host, in the form in which DNS will be asked for it."""
    try:
        host = urlsplit(prepare(url).url).hostname or ""
    except (requests.RequestException, ValueError):
        return "The API URL is not a valid address."
    # "%" begins the zone of an IPv6 address; in a name it would be a percent-encoded character
    if not host or (escaped and ":" not in host):
        return "The API URL is not a valid address."
    address = parse_address(host)
    if address is not None and is_forbidden(address):
        return "The API URL leads to an address that is not allowed."
    if scheme == "http" and not (allow_plain_http or is_loopback_host(host)):
        return (
            "Plain http would send the password in the clear: the API URL must begin with https:// "
            "(or tick Allow Plain HTTP)."
        )
    return None


def prepare(url, method="GET", headers=None):
    """Return the request as ``requests`` prepares it: host in IDNA, URL percent-encoded, header values checked."""
    return requests.Request(method, url, headers=headers).prepare()

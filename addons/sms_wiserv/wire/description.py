# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Reads the service's WSDL 1.1: at which address, and in which form, ``sendMessage`` is to be called."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from .account import check_url
from .documents import decode
from .origin import Origin, origin_of
from .wsdl import SOAP, WSDL, DescriptionError, Wsdl, parts_of

OPERATION = "sendMessage"
PARAMETERS = ("UserName", "PassWord", "MobileNo", "Message")

_ACTION = re.compile(r"[!#-~]{0,1000}")
_LOCATION_LENGTH = 2000


@dataclass(frozen=True)
class Description:
    """How to call ``sendMessage``.

    :param address: URL to post to
    :param action: value of the header ``SOAPAction``
    :param call: name of the element that wraps the parameters
    :param namespace: its namespace
    :param parts: ``(name, namespace or "")`` of each of PARAMETERS, spelled and ordered as in the WSDL
    :param encoded: whether values carry their type (``use="encoded"``)
    :param reply: ``{namespace}name`` of the element that wraps the result
    :param bare_reply: whether that element may hold the result as its own text (document style)
    """

    address: str
    action: str
    call: str
    namespace: str
    parts: tuple[tuple[str, str], ...]
    encoded: bool
    reply: str
    bare_reply: bool


def read_description(body, url, allow_plain_http):
    """Return the Description in ``body`` (bytes), which was loaded from ``url``.

    :raise DescriptionError: it cannot be used; says why
    """
    wsdl = Wsdl(decode(body))
    address, binding, bound = _choose_port(wsdl, url, allow_plain_http)
    told = _attributes(bound, SOAP + "operation")
    style = (told.get("style") or binding.find(SOAP + "binding").get("style") or "document").lower()
    action = told.get("soapAction", "").strip()
    if not _ACTION.fullmatch(action):
        raise DescriptionError("its SOAPAction holds characters that no header can hold")
    asked, given = wsdl.messages(binding, bound.get("name"))
    body_in = _attributes(bound, f"{WSDL}input//{SOAP}body")
    body_out = _attributes(bound, f"{WSDL}output//{SOAP}body")
    if style == "rpc":
        call, namespace = bound.get("name"), body_in.get("namespace", wsdl.namespace)
        parts = [(part.get("name", ""), "", True) for part in parts_of(asked, body_in)]
        reply = f"{{{body_out.get('namespace', wsdl.namespace)}}}{call}Response"
    else:
        namespace, call = wsdl.element_of(asked, body_in)
        parts = wsdl.parameters(namespace, call)
        reply = "{{{}}}{}".format(*wsdl.element_of(given, body_out))
    return Description(
        address=address,
        action=action,
        call=call,
        namespace=namespace,
        parts=_match_parts(parts),
        encoded=body_in.get("use") == "encoded",
        reply=reply,
        bare_reply=style != "rpc",
    )


def _attributes(parent, path):
    """Return the attributes of an element that may be missing; ``{}`` if it is."""
    found = parent.find(path)
    return {} if found is None else found.attrib


def _match_parts(parts):
    """Return ``(name, namespace)`` of the four PARAMETERS, spelled and ordered as in the WSDL."""
    matched = []
    for name, namespace, required in parts:
        if any(_same(name, wanted) for wanted in PARAMETERS):
            matched.append((name, namespace))
        elif required:
            raise DescriptionError("its sendMessage has a required parameter that is not known")
    if sorted(name.lower() for name, _ in matched) != sorted(name.lower() for name in PARAMETERS):
        raise DescriptionError("its sendMessage lacks one of UserName, PassWord, MobileNo, Message")
    return tuple(matched)


def _same(name, wanted):
    return name.isascii() and name.lower() == wanted.lower()


# === THE ADDRESS === #


def _choose_port(wsdl, url, allow_plain_http):
    """Return ``(address, binding, operation)`` of the first port whose address may be called.

    A WSDL may also list ports whose addresses only work within the provider's network.
    """
    refusal = None
    for location, binding, bound in wsdl.calls(OPERATION):
        try:
            return _check_address(location, url, allow_plain_http), binding, bound
        except DescriptionError as error:
            refusal = refusal or error
    raise refusal


def _check_address(location, url, allow_plain_http):
    try:
        address = urljoin(url, location[: _LOCATION_LENGTH + 1].strip())
    except ValueError:
        address = ""
    # A service behind a proxy that ends TLS names its address as plain http; that case is handled below.
    if check_url(address, "soap", True):
        raise DescriptionError("the address in it is not allowed")
    ours, theirs = origin_of(url), origin_of(address)
    if ours.scheme == "https" and theirs in (
        Origin("http", ours.host, 80),
        Origin("http", ours.host, ours.port),
    ):
        # Scheme, host and port are those that the administrator entered; path and query are the WSDL's.
        address = urlsplit(address)._replace(scheme=ours.scheme, netloc=urlsplit(url).netloc).geturl()
        theirs = origin_of(address)
    upgraded = ours == Origin("http", theirs.host, 80) and theirs == Origin("https", ours.host, 443)
    if ours != theirs and not upgraded:
        raise DescriptionError("the address in it is on another host, port or scheme")
    if check_url(address, "soap", allow_plain_http):
        raise DescriptionError("the address in it is not allowed")
    return address

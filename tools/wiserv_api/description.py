# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The service's own description (WSDL 1.1): how ``sendMessage`` wants to be called, and where."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from .account import check_url, prepare
from .opening import Origin

OPERATION = "sendMessage"
PARAMETERS = ("UserName", "PassWord", "MobileNo", "Message")

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"
XSD = "{http://www.w3.org/2001/XMLSchema}"

_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_ACTION = re.compile(r"[!#-~]*")


class DescriptionError(Exception):
    """The description cannot be used; says why to the administrator, and quotes nothing from it."""


@dataclass(frozen=True)
class Description:
    """How to call ``sendMessage``.

    :param call: name and namespace of the element that wraps the parameters
    :param parts: the description's names of PARAMETERS in its order, each with whether it is in the namespace
    :param encoded: whether values carry their type (``use="encoded"``)
    :param bare_reply: whether the reply's element may be the result itself
    :param reply: ``{namespace}name`` of the element that wraps the result
    """

    address: str
    action: str
    call: str
    namespace: str
    parts: tuple[tuple[str, bool], ...]
    encoded: bool
    reply: str
    bare_reply: bool


def parse_xml(body):
    """The root of an XML document from outside.

    :raise ValueError: it is no well-formed XML, or brings a DTD
    """
    # A parser of its own for each call: lxml lets threads wait for each other at a shared one.
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    # Refused before libxml2 sees it, in encodings with ASCII's letters; in others it is found afterwards.
    if b"<!DOCTYPE" in body:
        raise ValueError("a DTD")
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, LookupError) as error:
        raise ValueError("no XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a DTD")
    return root


def origin_of(url):
    """Where ``url``, which has passed :func:`check_url`, leads; the host as it goes over the line."""
    parts = urlsplit(prepare(url).url)
    return Origin(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme])


def read_description(body, url, allow_plain_http):
    """The Description in ``body``, which came from ``url``.

    :raise DescriptionError:
    """
    try:
        root = parse_xml(body)
    except ValueError:
        raise DescriptionError("it is not a WSDL document (such addresses usually end in ?wsdl)") from None
    if root.tag != WSDL + "definitions":
        raise DescriptionError("it is not a WSDL document (such addresses usually end in ?wsdl)")
    location, binding, bound = _find_port(root)
    style = _child(bound, SOAP + "operation").get("style") or _child(binding, SOAP + "binding").get("style")
    action = _child(bound, SOAP + "operation").get("soapAction", "")
    if not _ACTION.fullmatch(action):
        raise DescriptionError("its SOAPAction holds characters that no header can hold")
    operation = _find_operation(root, binding, bound.get("name"))
    asked = _message(root, operation, "input")
    told = _message(root, operation, "output")
    body_in = _child(bound, WSDL + "input/" + SOAP + "body")
    body_out = _child(bound, WSDL + "output/" + SOAP + "body")
    if style == "rpc":
        default = root.get("targetNamespace", "")
        call, namespace = bound.get("name"), body_in.get("namespace", default)
        parts = [(part.get("name", ""), False, True) for part in asked.iterfind(WSDL + "part")]
        reply = f"{{{body_out.get('namespace', default)}}}{call}Response"
    else:
        namespace, call = _element_of(asked)
        parts = _find_elements(root, namespace, call)
        reply = "{{{}}}{}".format(*_element_of(told))
    return Description(
        address=_check_address(location, url, allow_plain_http),
        action=action,
        call=call,
        namespace=namespace,
        parts=_match_parts(parts),
        encoded=body_in.get("use") == "encoded",
        reply=reply,
        bare_reply=style != "rpc",
    )


def _find_port(root):
    """Address, binding and operation of the first SOAP 1.1 port that has ``sendMessage``."""
    soap_seen = False
    for port in root.iterfind(f"{WSDL}service/{WSDL}port"):
        address = port.find(SOAP + "address")
        binding = _named(root, WSDL + "binding", port.get("binding", ""))
        if address is None or binding is None or binding.find(SOAP + "binding") is None:
            continue
        soap_seen = True
        for bound in binding.iterfind(WSDL + "operation"):
            if _same(bound.get("name", ""), OPERATION):
                return address.get("location", ""), binding, bound
    if soap_seen:
        raise DescriptionError("it offers no operation sendMessage")
    if root.find(WSDL + "import") is not None:
        raise DescriptionError("it is spread over several files")
    raise DescriptionError("it offers no SOAP 1.1 service")


def _find_operation(root, binding, name):
    port_type = _named(root, WSDL + "portType", binding.get("type", ""))
    for operation in [] if port_type is None else port_type.iterfind(WSDL + "operation"):
        if operation.get("name") == name:
            return operation
    raise DescriptionError("it is not complete")


def _message(root, operation, direction):
    message = _named(root, WSDL + "message", _child(operation, WSDL + direction).get("message", ""))
    if message is None:
        raise DescriptionError("it is not complete")
    return message


def _element_of(message):
    """(namespace, name) of the one element that a document-style message consists of."""
    parts = message.findall(WSDL + "part")
    prefix, _, name = parts[0].get("element", "").rpartition(":") if len(parts) == 1 else ("", "", "")
    if not _NAME.fullmatch(name):
        raise DescriptionError("it does not say which element sendMessage consists of")
    return parts[0].nsmap.get(prefix or None, ""), name


def _find_elements(root, namespace, name):
    """(name, in the namespace, required) of each element inside the document-style call."""
    for schema in root.iterfind(f"{WSDL}types/{XSD}schema"):
        if schema.get("targetNamespace", "") != namespace:
            continue
        element = _named(schema, XSD + "element", name)
        if element is None:
            continue
        kind = element.find(XSD + "complexType")
        if kind is None:
            kind = _named(schema, XSD + "complexType", element.get("type", ""))
        if kind is None:
            break
        found = []
        for group in kind:
            if group.tag not in (XSD + "sequence", XSD + "all", XSD + "annotation"):
                raise DescriptionError("the form of sendMessage is not a list of parameters")
            for item in group.iterchildren(etree.Element):
                if item.tag == XSD + "element":
                    form = item.get("form") or schema.get("elementFormDefault")
                    found.append((item.get("name", ""), form == "qualified", item.get("minOccurs") != "0"))
                elif item.get("minOccurs") != "0":
                    raise DescriptionError("the form of sendMessage is not a list of parameters")
        return found
    raise DescriptionError("it does not hold the form of sendMessage")


def _match_parts(parts):
    """The four parameters as the description spells and orders them."""
    matched = []
    for name, qualified, required in parts:
        if any(_same(name, wanted) for wanted in PARAMETERS):
            matched.append((name, qualified))
        elif required:
            raise DescriptionError("its sendMessage has a required parameter that is not known")
    if sorted(name.lower() for name, _ in matched) != sorted(name.lower() for name in PARAMETERS):
        raise DescriptionError("its sendMessage lacks one of UserName, PassWord, MobileNo, Message")
    return tuple(matched)


def _check_address(location, url, allow_plain_http):
    try:
        address = urljoin(url, location.strip())
    except ValueError:
        address = ""
    if check_url(address, "soap", allow_plain_http):
        raise DescriptionError("the address in it is not allowed")
    ours, theirs = origin_of(url), origin_of(address)
    upgraded = ours == Origin("http", theirs.host, 80) and theirs == Origin("https", ours.host, 443)
    if ours != theirs and not upgraded:
        raise DescriptionError("the address in it is on another host, port or scheme")
    return address


def _named(parent, tag, qname):
    """The child ``tag`` that ``qname`` names. A WSDL in one file has one namespace: no need of the prefix."""
    name = qname.rpartition(":")[2]
    return next((child for child in parent.iterfind(tag) if name and child.get("name") == name), None)


def _child(parent, path):
    child = parent.find(path)
    if child is None:
        raise DescriptionError("it is not complete")
    return child


def _same(name, wanted):
    return name.isascii() and name.lower() == wanted.lower()

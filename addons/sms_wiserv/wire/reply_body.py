# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Takes the text out of a reply's body; ``judge.py`` decides what it means.

SOAP stacks differ in what they put around the text, and all of it is accepted: both SOAP versions, both forms of
Faults, a namespace that is missing or ends otherwise, a value in an element of its own that the result refers to
(``href``), one MIME part around everything. The result itself must be a single string, and nothing beside it:
:class:`UnclearError` otherwise.
"""

import re
from typing import NamedTuple

from .documents import child, decode, local_name, namespace_of, parse_xml, text_of
from .patterns import has_markup

_ENVELOPES = ("http://schemas.xmlsoap.org/soap/envelope", "http://www.w3.org/2003/05/soap-envelope")
_INSTANCES = [f"{{http://www.w3.org/{year}/XMLSchema-instance}}" for year in ("2001", "2000/10", "1999")]
_TYPES = ("string", "normalizedString", "token", "anyType", "anySimpleType")
_FAULT_PARTS = ("faultcode", "faultstring", "Code", "Reason")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PAGE = re.compile(r"(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html)", re.IGNORECASE)
_MULTIPART = re.compile(r"\s*multipart/related\b", re.IGNORECASE)
_BOUNDARY = re.compile(r"""boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))""", re.IGNORECASE)
_ENCODED = re.compile(
    rb"^content-transfer-encoding:\s*(?:base64|quoted-printable)", re.IGNORECASE | re.MULTILINE
)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LABEL_LENGTH = 1000  # characters of the header Content-Type that are looked at


class UnclearError(Exception):
    """The reply is no clear answer. ``args``: cause (a key of ``REASONS``), text of the reply."""


class Said(NamedTuple):
    """What a reply says.

    :param code: the Fault's code without its prefix, such as ``Server``; ``""`` if it is no Fault, or has none
    """

    is_fault: bool
    text: str
    code: str = ""


def read_text(body):
    """Return the Said of an HTTP POST endpoint's reply (bytes).

    :raise UnclearError: it is empty or a web page
    """
    text = decode(body)
    if not text.strip():
        raise UnclearError("empty", "")
    if has_markup(text):
        raise UnclearError("html", text)
    return Said(False, text)


def read_soap(body, content_type, description):
    """Return the Said of a SOAP endpoint's reply (bytes).

    :param content_type: the header, or ""; it matters only for ``multipart/related``
    :param Description description: which element holds the result
    :raise UnclearError: it is empty, a web page, or no envelope with one string
    """
    text = decode(_root_part(body, content_type[:_LABEL_LENGTH]))
    if not text.strip():
        raise UnclearError("empty", "")
    if _PAGE.match(text):
        raise UnclearError("html", text)
    try:
        root = parse_xml(text)
    except ValueError:
        raise UnclearError("malformed", text) from None
    return _read_envelope(root, description)


def _root_part(body, content_type):
    """Return the content of a MIME package with a single part, as stacks with MTOM send it; else ``body`` itself."""
    boundary = _MULTIPART.match(content_type) and _BOUNDARY.search(content_type)
    if not boundary:
        return body
    delimiter = b"--" + (boundary[1] or boundary[2]).encode("latin-1", "replace")
    pieces = body.split(delimiter, 3)
    if len(pieces) != 3 or not pieces[2].startswith(b"--"):
        return body
    head, *part = _HEAD_END.split(pieces[1], maxsplit=1)
    return part[0] if part and not _ENCODED.search(head) else body


def _read_envelope(root, description):
    envelope = namespace_of(root)
    bodies = root.findall(f"{{{envelope}}}Body")
    if local_name(root) != "Envelope" or envelope.rstrip("/") not in _ENVELOPES or len(bodies) != 1:
        raise UnclearError("malformed", text_of(root))
    # An element with an id holds a value that another element refers to.
    (body,) = bodies
    contents = [element for element in body if element.get("id") is None]
    if len(contents) != 1 or len(body) > 2 or _stray_text(body):
        raise UnclearError("malformed", text_of(root))
    content = contents[0]
    beside = next((element for element in body if element is not content), None)
    if _is_fault(content, envelope) and beside is None:
        return _read_fault(content)
    value = _find_value(content, beside, description)
    if value is None:
        nothing = not (len(content) or text_of(body))
        raise UnclearError("empty" if nothing else "malformed", text_of(root))
    text = value.text or ""
    if not text.strip() or {_instance(value, name).lower() for name in ("nil", "null")} & {"true", "1"}:
        raise UnclearError("empty", text)
    return Said(False, text)


def _find_value(content, beside, description):
    """Return the element that holds the result's string, or None.

    :param content: the one element of the Body without an id
    :param beside: the other element of the Body, or None
    """
    namespace, _, name = description.reply[1:].partition("}")
    theirs = namespace_of(content)
    if (
        local_name(content) != name
        or (theirs and theirs.rstrip("/") != namespace.rstrip("/"))
        or len(content) > 1
    ):
        return None
    value = content
    if len(content) == 1:
        value = content[0]
        if _stray_text(content):
            return None
    elif not description.bare_reply:
        return None
    reference = value.get("href") or value.get("{http://www.w3.org/2003/05/soap-encoding}ref") or ""
    if reference or beside is not None:
        if beside is None or reference.removeprefix("#") != beside.get("id") or len(value) or text_of(value):
            return None
        value = beside
        if value.get("href"):
            return None
    kind = (_instance(value, "type") or "string").rpartition(":")[2]
    return None if len(value) or kind not in _TYPES else value


def _stray_text(element):
    """Return the text between an element's children: such text might contradict them."""
    return "".join([element.text or "", *(inner.tail or "" for inner in element)]).strip()


def _instance(element, name):
    """Return an attribute of XML Schema's instance namespace, of which there are three versions, or ``""``."""
    return next(
        (value.strip() for space in _INSTANCES if (value := element.get(space + name)) is not None), ""
    )


def _is_fault(element, envelope):
    """Whether it is a SOAP Fault; in a wrong namespace only if it also has a Fault's children."""
    if local_name(element) != "Fault":
        return False
    return namespace_of(element) == envelope or any(child(element, name) is not None for name in _FAULT_PARTS)


def _read_fault(fault):
    reason = child(fault, "Reason")
    texts = [] if reason is None else [text for text in reason if local_name(text) == "Text"]
    texts.sort(key=lambda text: not (text.get(_LANGUAGE) or "").lower().startswith("en"))
    code = child(fault, "faultcode")
    if code is None:
        code = child(fault, "Code")
        value = None if code is None else child(code, "Value")
        code = code if value is None else value
    said = text_of(child(fault, "faultstring")) or (text_of(texts[0]) if texts else text_of(reason))
    if not said:
        said = text_of(child(fault, "detail")) or text_of(child(fault, "Detail")) or text_of(fault)
    return Said(True, said, text_of(code).rpartition(":")[2])

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Decodes and parses what the gateway sends.

The encoding is told from the bytes themselves; ``charset`` and the XML declaration are often wrong, and ignored. With a
byte order mark, or a zero among the first two bytes, it is UTF-16. What is valid UTF-8 is UTF-8: real texts in Latin-1
with accents practically never are. Anything else is windows-1252, which has all printable characters of ISO-8859-1.
"""

import codecs

from lxml import etree

XSD = "{http://www.w3.org/2001/XMLSchema}"

# Characters that PHP scripts, editors and proxies leave before an XML document.
_BLANK = "\ufeff \t\r\n"
# Namespace declarations that a document may have. One of 512 KiB has room for 40,000, and older versions of libxml2
# compare each with all others.
_NAMESPACES = 1000


def decode(body):
    """Return ``body`` as text, without byte order mark and white space at its beginning. Never raises."""
    return body.decode(_codec(body), "replace").lstrip(_BLANK)


def _codec(body):
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if body[1:2] == b"\0":
        return "utf-16-le"
    if body[:1] == b"\0":
        return "utf-16-be"
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def parse_xml(text):
    """Return the root element of an XML document.

    :param str text: as :func:`decode` returns it
    :raise ValueError: it is not well-formed, has a DTD, or more than 1,000 namespace declarations
    """
    if "<!DOCTYPE" in text:
        raise ValueError("a DTD")
    if text.count("xmlns") > _NAMESPACES:
        raise ValueError("too many namespaces")
    # A new parser for each call: threads that share one wait for each other. `encoding` overrides the XML declaration.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("no XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a DTD")
    return root


def local_name(element):
    return etree.QName(element).localname


def namespace_of(element):
    return etree.QName(element).namespace or ""


def child(parent, name):
    """Return the first child element with this local name, in any namespace, or None."""
    return next((found for found in parent if local_name(found) == name), None)


def text_of(element):
    """Return all text in ``element`` and in those within it, on one line; ``""`` for None."""
    return "" if element is None else " ".join(" ".join(element.itertext()).split())

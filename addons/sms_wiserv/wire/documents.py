# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Bytes from outside as text and as XML: by what the bytes are, whatever their labels say of them.

No label chooses a codec: neither ``charset`` nor the declaration of an XML document is read. What is well-formed
UTF-8 is UTF-8 (a Latin-1 text that is that too does not happen); what shows UTF-16's marks or zeros is UTF-16;
the rest is windows-1252, which prints all that ISO-8859-1 can.
"""

import codecs

from lxml import etree

XSD = "{http://www.w3.org/2001/XMLSchema}"

# What PHP files, editors and proxies leave before a document that has to begin with its first byte.
_BLANK = "\ufeff \t\r\n"
# A document of 512 KB may declare forty thousand, each of which older libxml2 compares with all others.
_NAMESPACES = 1000


def decode(body):
    """``body`` as text, without byte order marks and blank lines before it. Never raises."""
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
    """The root of an XML document from outside, which :func:`decode` has read.

    :raise ValueError: it is no well-formed XML, brings a DTD, or more namespaces than any service has
    """
    if "<!DOCTYPE" in text:
        raise ValueError("a DTD")
    if text.count("xmlns") > _NAMESPACES:
        raise ValueError("too many namespaces")
    # A parser of its own for each call: lxml lets threads wait for each other at a shared one. Its encoding
    # replaces the declared one.
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
    """The first child called ``name`` in whatever namespace, or None."""
    return next((found for found in parent if local_name(found) == name), None)


def text_of(element):
    """All text in ``element``, tags aside; ``""`` for None."""
    return "" if element is None else " ".join(" ".join(element.itertext()).split())

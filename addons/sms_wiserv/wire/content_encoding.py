# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Decompressing a reply (HTTP's Content-Encoding), though no compression is asked for."""

import http.client
import zlib

from .sockets import TooLargeError

# Charsets and MIME's transfer encodings, which servers write where a compression belongs, and none of which is one.
_NONE = {"", "identity", "none", "utf-8", "utf8", "iso-8859-1", "us-ascii", "7bit", "8bit", "binary"}
_GZIP_MARK = b"\x1f\x8b"
_LABEL_LENGTH = 100


def inflate(body, label, limit):
    """``body`` without the compression that ``label`` (``Content-Encoding``) or its own first bytes tell of.

    :raise TooLargeError: it is larger than ``limit`` then
    :raise http.client.HTTPException: it cannot be undone
    """
    label = (label or "")[:_LABEL_LENGTH].strip().lower()
    if not body or (label in _NONE and not body.startswith(_GZIP_MARK)):
        return body
    if label not in _NONE and label not in ("gzip", "x-gzip", "deflate"):
        raise http.client.HTTPException("unknown encoding")
    try:
        # 32: gzip's or zlib's head, whichever is there
        return _inflate(body, 32 + zlib.MAX_WBITS, limit)
    except zlib.error:
        if label != "deflate":
            raise http.client.HTTPException("not compressed as it says") from None
    try:
        # IIS and others leave zlib's head out
        return _inflate(body, -zlib.MAX_WBITS, limit)
    except zlib.error:
        raise http.client.HTTPException("not compressed as it says") from None


def _inflate(body, window, limit):
    stream = zlib.decompressobj(wbits=window)
    plain = stream.decompress(body, limit + 1)
    if len(plain) > limit:
        raise TooLargeError
    if not stream.eof:
        raise http.client.IncompleteRead(b"")
    if stream.unused_data.strip(b"\0\r\n"):
        # a second text, which might take back the first
        raise http.client.HTTPException("more than one compressed text")
    return plain

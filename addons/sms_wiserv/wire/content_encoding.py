# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Decompresses replies (HTTP's Content-Encoding). Requests ask for no compression, but some servers compress anyway."""

import http.client
import zlib

from .sockets import TooLargeError

# Values of Content-Encoding that mean no compression: some servers write charsets or MIME transfer encodings there.
_NONE = {"", "identity", "none", "utf-8", "utf8", "iso-8859-1", "us-ascii", "7bit", "8bit", "binary"}
_GZIP_MARK = b"\x1f\x8b"
_LABEL_LENGTH = 100


def inflate(body, label, limit):
    """Return ``body`` decompressed.

    :param bytes body: compressed or not; gzip is recognised by its first bytes, too
    :param str label: the header ``Content-Encoding``, or None
    :param int limit: bytes that the decompressed body may have
    :raise TooLargeError: it has more
    :raise http.client.HTTPException: the compression is unknown, or the data is damaged
    """
    label = (label or "")[:_LABEL_LENGTH].strip().lower()
    if not body or (label in _NONE and not body.startswith(_GZIP_MARK)):
        return body
    if label not in _NONE and label not in ("gzip", "x-gzip", "deflate"):
        raise http.client.HTTPException("unknown encoding")
    try:
        # 32: accept the header of gzip or of zlib
        return _inflate(body, 32 + zlib.MAX_WBITS, limit)
    except zlib.error:
        if label != "deflate":
            raise http.client.HTTPException("not compressed as it says") from None
    try:
        # IIS and others send deflate without zlib's header
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
        # a second compressed text, which might contradict the first
        raise http.client.HTTPException("more than one compressed text")
    return plain

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Reads the head of an HTTP reply, with a limit for its size, and passes over interim replies (1xx)."""

import http.client

from .sockets import TooLargeError

# Bytes of status line and headers, those of interim replies included. Servers allow requests 8 to 64 KiB.
HEAD_LIMIT = 32 * 1024


class FinalResponse(http.client.HTTPResponse):
    """An HTTP response that passes over all interim replies (RFC 9110, 15.2); ``http.client`` does so for 100 only.

    101 is final: after it the connection speaks another protocol.
    """

    def begin(self):  # pylint: disable=missing-return
        stream, self.fp = self.fp, _Head(self.fp)
        try:
            super().begin()
            while 100 <= self.status < 200 and self.status != http.client.SWITCHING_PROTOCOLS:
                self.headers = self.msg = None
                super().begin()
            self._agree_on_length()
        finally:
            if self.fp is not None:
                self.fp = stream

    def _agree_on_length(self):
        """Check that several Content-Length are equal (RFC 9112, 6.3), of which ``http.client`` takes the first.

        :raise http.client.HTTPException: they differ
        """
        told = self.headers.get_all("Content-Length", ())
        if self.chunked or (len(told) == 1 and "," not in told[0]):
            return
        lengths = {length.strip() for one in told for length in one.split(",")}
        if len(lengths) > 1:
            raise http.client.HTTPException("more than one length")
        for length in lengths:
            self.length = int(length)


class _Head:
    """A stream with the methods that ``http.client`` uses while it reads heads; it counts what is read."""

    def __init__(self, stream):
        self._stream = stream
        self._left = HEAD_LIMIT
        self.close = stream.close

    def readline(self, _limit):
        # `_limit` is that of `http.client` for one line, 64 KiB: more than we allow for the whole head
        line = self._stream.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise TooLargeError
        if line.find(b"\r", 0, -2) >= 0:
            # Python's parser of headers takes it for a line end, so a few lines could hold thousands of headers
            raise http.client.HTTPException("a bare carriage return in a head")
        return line

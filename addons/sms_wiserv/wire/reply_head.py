# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The head of a reply: limited in all, and the final one where interim ones come first."""

import http.client

from .sockets import TooLargeError

# Of all heads of one reply, interim ones too; servers' own limits for requests are 8 to 64 KB.
HEAD_LIMIT = 32 * 1024


class FinalResponse(http.client.HTTPResponse):
    """Passes over interim replies (RFC 9110, 15.2) other than 100 too, which alone ``http.client`` does itself.

    101 is none: behind it another protocol begins.
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
        """Where the length is told more than once it must be the same (RFC 9112, 6.3); ``http.client`` takes the first.

        :raise http.client.HTTPException:
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
    """What ``http.client`` needs of a stream while it reads heads."""

    def __init__(self, stream):
        self._stream = stream
        self._left = HEAD_LIMIT
        self.close = stream.close

    def readline(self, _limit):
        # the limit of `http.client` for one line is larger than ours for all
        line = self._stream.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise TooLargeError
        if line.find(b"\r", 0, -2) >= 0:
            # a line end for the parser of headers, but for no one else: a million headers in a few lines
            raise http.client.HTTPException("a bare carriage return in a head")
        return line

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""HTTP/1.1 as far as a gateway needs it: one conversation per connection, able to break off anywhere."""

import asyncio
import socket
import struct
from http import HTTPStatus

from .service import Answer

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_HEAD_LIMIT = 64 * 1024
_BODY_LIMIT = 1 << 20


class Conversation(asyncio.Protocol):
    """``server.answer(method, target, headers, body, tls)`` gives an Answer and how many seconds to wait."""

    def __init__(self, server, tls):
        self._server = server
        self._tls = tls
        self._transport = None
        self._buffer = b""
        self._task = None
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport):
        self._transport = transport
        self._server.opened(self)

    def connection_lost(self, exc):
        self._writable.set()
        if self._task:
            self._task.cancel()
        self._server.closed(self)

    def pause_writing(self):
        self._writable.clear()

    def resume_writing(self):
        self._writable.set()

    @property
    def ended(self):
        # Over TLS it is said that nothing more comes; the connection lasts until the other side says so, too.
        return self._tls and self._transport.is_closing()

    def abort(self):
        self._transport.abort()

    def data_received(self, data):
        self._buffer += data
        self._next()

    def _next(self):
        """Answer the requests in the buffer, one after the other."""
        while self._task is None and not self._transport.is_closing():
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                if len(self._buffer) > _HEAD_LIMIT:
                    self._refuse(431)
                return
            lines = self._buffer[:end].decode("latin-1").split("\r\n")
            parts = lines[0].split(" ")
            headers = {}
            for line in lines[1:]:
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            length = headers.get("content-length", "0")
            if len(parts) != 3 or not length.isdecimal():
                return self._refuse(400)
            if "transfer-encoding" in headers or int(length) > _BODY_LIMIT:
                return self._refuse(413)
            start = end + 4
            stop = start + int(length)
            if len(self._buffer) < stop:
                if headers.get("expect", "").lower() == "100-continue" and len(self._buffer) == start:
                    self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                return
            body = self._buffer[start:stop]
            self._buffer = self._buffer[stop:]
            answer, seconds = self._server.answer(parts[0], parts[1], headers, body, self._tls)
            keep = headers.get("connection", "").lower() != "close" and parts[2] == "HTTP/1.1"
            if seconds or answer.delivery != "plain" or not isinstance(answer.body, bytes):
                self._task = asyncio.ensure_future(self._deliver(answer, seconds, keep))
                self._task.add_done_callback(self._delivered)
            else:
                self._write(answer, keep)

    def _refuse(self, status):
        self._write(Answer(status, b"", content_type="text/plain"), False)

    def _write(self, answer, keep):
        self._transport.write(_head(answer, len(answer.body), keep) + answer.body)
        if not keep:
            self._transport.close()

    async def _deliver(self, answer, seconds, keep):
        if seconds:
            await asyncio.sleep(seconds)
        if answer.delivery == "silence":
            # as long as the other side bears it
            await asyncio.Event().wait()
        elif answer.delivery == "close":
            self._transport.close()
        elif answer.delivery == "reset":
            self._reset()
        elif answer.delivery == "cut":
            half = answer.body[: len(answer.body) // 2]
            self._transport.write(_head(answer, len(answer.body), keep) + half)
            self._transport.close()
        elif answer.delivery == "last":
            self._write(answer, keep)
            self._transport.close()
        elif answer.delivery in ("drip", "drip_head"):
            await self._drip(answer, keep)
        elif isinstance(answer.body, bytes):
            self._write(answer, keep)
        else:
            self._transport.write(_head(answer, None, False))
            for chunk in answer.body:
                self._transport.write(chunk)
                await self._writable.wait()
                if self._transport.is_closing():
                    return
            self._transport.close()

    async def _drip(self, answer, keep):
        head = _head(answer, len(answer.body), keep)
        if answer.delivery == "drip":
            self._transport.write(head)
            head = b""
        for byte in head + answer.body:
            self._transport.write(bytes([byte]))
            await asyncio.sleep(answer.options.get("interval", 1.0))
        if not keep:
            self._transport.close()

    def _reset(self):
        connection = self._transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def _delivered(self, task):
        self._task = None
        if not task.cancelled():
            task.result()
            self._next()


def _head(answer, length, keep):
    lines = [
        f"HTTP/1.1 {answer.status} {_PHRASES.get(answer.status, 'Unknown')}",
        "Server: wiserv-stand-in",
        f"Content-Type: {answer.content_type}",
    ]
    lines.extend(f"{name}: {value}" for name, value in answer.headers)
    if length is not None:
        lines.append(f"Content-Length: {length}")
    if not keep:
        lines.append("Connection: close")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"

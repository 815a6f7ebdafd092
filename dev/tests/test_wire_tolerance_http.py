# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What servers and proxies put around a reply, each with the tracker that tells of it."""

import gzip
import socket
import zlib

import pytest
from sms_wiserv.wire import ACCEPTED, UNKNOWN, Account, WiservClient

BODY = b"Message Queued"
GZIP = gzip.compress(BODY)
RAW = zlib.compress(BODY, wbits=-15)


def reply(headers, body=BODY, start=b"HTTP/1.1 200 OK\r\n", before=b""):
    return b"%b%b%bContent-Length: %d\r\n\r\n%b" % (before, start, headers, len(body), body)


def interim(status, headers=b""):
    return b"HTTP/1.1 %d Wait\r\n%b\r\n" % (status, headers)


READ = {
    "recurly/recurly-client-php#88": reply(b"", before=interim(100)),
    "php-vcr/php-vcr#335": reply(b"", before=interim(100, b"X-Note: Gateway Ack\r\n")),
    "igrigorik/em-http-request#74": reply(b"", before=interim(100, b"Content-Length: 284\r\n") * 2),
    "notatallshaw/nab#1130": reply(b"", before=interim(103, b"Link: </a>; rel=preload\r\n")),
    "nginx/nginx#1241": reply(b"", before=interim(103, b"Link: </a>\r\n") * 3),
    "aspnet/KestrelHttpServer#2142": reply(b"", before=interim(102) + interim(100) + interim(103)),
    "urllib3/urllib3#3319": reply(
        b"", before=interim(103, b"Transfer-Encoding: chunked\r\nConnection: close\r\n")
    ),
    "tcdent/php-restclient#38": interim(100, b"Via: 1.1 x\r\n")
    + b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\ne\r\nMessage Queued\r\n0\r\n\r\n",
    "mnutt/davros#94, label": reply(b"Content-Encoding: gzip\r\n", GZIP),
    "mnutt/davros#94, no label": reply(b"", GZIP),
    "rest-client/rest-client#49": reply(b"Content-Encoding: deflate\r\n", RAW),
    "igrigorik/em-http-request#103": reply(b"Content-Encoding: Deflate \r\n", zlib.compress(BODY)),
    "hgoebl/DavidWebb#31": reply(b"Content-Encoding: UTF-8\r\n"),
    "apache/httpcomponents-client#698": reply(b"Content-Encoding: utf-8\r\n", GZIP),
    "trailers": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n"
    b"7;a=b\r\nMessage\r\n7\r\n Queued\r\n0\r\nX: 1\r\nY: 2\r\n\r\n",
    "HTTP/1.0": reply(b"", start=b"HTTP/1.0 200 OK\r\n"),
    "no length": b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
    "no reason": reply(b"", start=b"HTTP/1.1 200\r\n"),
    "bare line feeds": reply(b"Server: x\r\n").replace(b"\r\n", b"\n"),
    "the same length twice": reply(b"Content-Length: 14\r\n"),
    "the same length in one header": b"HTTP/1.1 200 OK\r\nContent-Length: 14, 14\r\n\r\n" + BODY,
    "no header at all": reply(b"garbage without a colon\r\n"),
}

UNREAD = {
    "101 changes the protocol": (reply(b"", before=interim(101, b"Upgrade: x\r\n")), "empty"),
    "nothing behind 103": (interim(103), "disconnected"),
    "a second text behind the first": (
        reply(b"Content-Encoding: gzip\r\n", GZIP + gzip.compress(b" no")),
        "malformed",
    ),
    "gzip that is none": (reply(b"Content-Encoding: gzip\r\n"), "malformed"),
    "deflate that is none": (reply(b"Content-Encoding: deflate\r\n", b"\xff\xff\xff"), "malformed"),
    "half a gzip": (reply(b"Content-Encoding: gzip\r\n", GZIP[:-9]), "cut_off"),
    "two lengths": (reply(b"Content-Length: 7\r\n"), "malformed"),
    "brotli": (reply(b"Content-Encoding: br\r\n"), "malformed"),
}


def answered(serve, data, stays=False):
    def handler(sock):
        sock.recv(65536)
        sock.sendall(data)
        if not stays:
            # a plain close would reset the line when some of the request had not been taken yet
            sock.shutdown(socket.SHUT_WR)
        while sock.recv(65536):
            pass

    url = f"http://127.0.0.1:{serve(handler)}/bulk"
    return WiservClient(Account(url, "user", "pass", "http")).send("09171234567", "text")


@pytest.mark.parametrize("data", READ.values(), ids=READ)
def test_a_reply_is_read_through_what_is_put_around_it(serve, data):
    result = answered(serve, data)
    assert (result.outcome, result.reply) == (ACCEPTED, "Message Queued")


@pytest.mark.parametrize(("data", "cause"), UNREAD.values(), ids=UNREAD)
def test_what_is_no_whole_reply_is_unknown(serve, data, cause):
    result = answered(serve, data)
    assert (result.outcome, result.cause) == (UNKNOWN, cause)


def test_a_length_that_is_told_twice_ends_the_reply(serve):
    assert answered(serve, READ["the same length in one header"], stays=True).outcome == ACCEPTED


def test_no_header_that_cannot_be_read_is_logged(serve, caplog):
    assert answered(serve, reply(b"secret without a colon\r\n")).outcome == ACCEPTED
    assert not caplog.text

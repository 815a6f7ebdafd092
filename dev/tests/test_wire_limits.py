# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Bounded work: whatever comes back costs in proportion to its bytes, and its bytes are limited.

Growth is measured and not seconds: twice the input takes at most two and a half times the work.
"""

import contextlib
import http.client
import operator
import time
import zlib
from functools import partial

import pytest
from sms_wiserv.tools.phone_number import LONGEST, dialled_numbers, find_number, plain_number
from sms_wiserv.tools.placeholder_rules import MAX_TEMPLATE, PlaceholderError
from sms_wiserv.tools.placeholders import parse, paths
from sms_wiserv.wire.content_encoding import inflate
from sms_wiserv.wire.description import read_description
from sms_wiserv.wire.judge import retry_after
from sms_wiserv.wire.masking import presentable
from sms_wiserv.wire.patterns import Meanings, Pattern, shape
from sms_wiserv.wire.reply_body import UnclearError, read_soap, read_text
from sms_wiserv.wire.text import clean_text
from sms_wiserv.wire.wsdl import MOST, DescriptionError

from dev.gateway.service import result
from dev.gateway.wsdl import describe

URL = "https://sms.example/soap/?wsdl"
SOAP, DOCUMENT = (describe(kind, "https://sms.example/soap/") for kind in ("soap", "document"))
DESCRIPTION = read_description(SOAP, URL, False)
GOOD = result("soap", "Message Queued").body
NUMBER = "09171234567"


def work(act, argument):
    """The CPU time of one run."""
    started = time.process_time()
    with contextlib.suppress(UnclearError, DescriptionError, http.client.HTTPException, zlib.error):
        act(argument)
    return time.process_time() - started


def assert_within(act, argument, larger):
    """Fail if ``act`` takes more than three times as long for the ``larger`` argument, however often.

    The least of several runs is the one that nothing disturbed. Linear work takes twice as long, and up to two and a
    half times where it no longer fits a cache that others share; a square would make it four.
    """
    small = large = float("inf")
    for _ in range(100):
        small, large = min(small, work(act, argument)), min(large, work(act, larger))
        # what takes two milliseconds is in nobody's way, and too little to be measured
        if large <= max(small, 0.002) * 3:
            return
    pytest.fail(f"{large / small:.1f} times the work ({large:.3f} s)")


def assert_linear(act, make, size):
    assert_within(act, make(size), make(size * 2))


PIECES = [
    "<", "</", "<a", "<!", "<a b=", "<a>", "&lt;", "&", " ", "\n", "\x00", "0", "0 ", "+", "+1", "(", "9(", "a1", "12-",
    "•", "a", "\uff10", "_", "]]>", "<?xml ", "xmlns", "\ufeff",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_what_is_shown_of_a_reply_grows_with_it(piece):
    secrets = ("secret", "<a", "text 12-34 0917")
    assert_linear(lambda text: presentable(text, secrets, (NUMBER,)), lambda size: piece * size, 20_000)
    assert_linear(clean_text, lambda size: piece * size, 20_000)
    assert_linear(
        Meanings([("Message Queued*", "accepted"), ("a*0", "refused")]).of, lambda size: piece * size, 20_000
    )


@pytest.mark.parametrize("piece", PIECES)
def test_what_is_listed_of_a_reply_grows_with_it(piece):
    assert_linear(shape, lambda size: piece * size, 20_000)


@pytest.mark.parametrize(
    "pattern", ["a*" * 500 + "b", "*a" * 500, "*aaab" * 500 + "*", "a" + "*" * 500 + "b"]
)
def test_many_stars_cost_no_more_than_the_reply(pattern):
    """Nor does a long pattern."""
    assert_linear(Pattern(pattern).matches, lambda size: "a" * size, 20_000)
    assert_linear(lambda stars: Pattern(stars).matches("a" * 300), lambda size: pattern * size, 50)


@pytest.mark.parametrize(
    "piece", ["(", "+", "0", "0 ", "/", ",", "or ", "\uff10", "[", "'", "0917 ", "x", "\u200b"]
)
def test_a_phone_field_costs_no_more_than_its_beginning(piece):
    for act in (partial(find_number, region="PH"), plain_number, dialled_numbers):
        assert_within(act, piece * (LONGEST // len(piece)), piece * 100_000)


PLACEHOLDERS = {
    "fields": "a{}", "sums": "1{}", "nots": "{}1", "lists": "a in [{}]", "brackets": "{}", "texts": "'{}'",
    "comparisons": "a{}", "conditions": "{}1",
}  # fmt: skip
REPEATED = {
    "fields": ".b", "sums": "+1", "nots": "not ", "lists": "1,", "brackets": "(", "texts": "x", "comparisons": "<b",
    "conditions": "1 if a else ",
}  # fmt: skip


@pytest.mark.parametrize("kind", PLACEHOLDERS)
def test_reading_a_placeholder_grows_with_it(kind):
    def read(expression):
        # It is kept for the next time.
        parse.cache_clear()
        with contextlib.suppress(PlaceholderError):
            paths(expression)

    most = MAX_TEMPLATE // len(REPEATED[kind]) // 2 - 5
    assert_linear(read, lambda size: PLACEHOLDERS[kind].format(REPEATED[kind] * size), most)


def inside(piece, end=""):
    """A good reply with ``piece`` in place of its text, any number of times."""

    def make(size):
        return GOOD.replace(b"Message Queued", piece.encode() * size + end.encode() * size)

    return make


def wrapped(piece):
    """A good reply with ``piece`` beside its result."""

    def make(size):
        return GOOD.replace(b"</SOAP-ENV:Body>", piece.encode() * size + b"</SOAP-ENV:Body>")

    return make


REPLIES = {
    **{repr(piece): partial(operator.mul, piece.encode()) for piece in PIECES},
    "texts": inside("x &amp; "),
    "results": inside("<a>x</a>"),
    "a deep result": inside("<a>", "</a>"),
    "comments": inside("<!-- -->"),
    "cdata": inside("<![CDATA[x]]>"),
    "contents": wrapped("<a/>"),
    "references": wrapped('<a id="x" href="#x">y</a>'),
    "texts of a fault": lambda size: b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>'
    b"<Reason>%b</Reason></e:Fault></e:Body></e:Envelope>" % (b'<Text xml:lang="en">x</Text>' * size),
    "attributes": lambda size: b"<a %b/>" % b" ".join(b"a%05d=''" % number for number in range(size)),
    "namespaces": lambda size: b"<a %b/>" % b" ".join(b"xmlns:a%05d='u'" % number for number in range(size)),
    "wide characters": lambda size: ("<" * size).encode("utf-16"),
    "windows-1252": lambda size: b"\xf1" * size,
}  # fmt: skip


@pytest.mark.parametrize("make", REPLIES.values(), ids=REPLIES)
def test_reading_a_reply_grows_with_it(make):
    assert_linear(lambda body: read_soap(body, "text/xml", DESCRIPTION), make, 8_000)
    assert_linear(read_text, make, 8_000)


LABELS = [
    "text/plain;", '";', ";;", "charset=", "a=b;", " ", "0",
    'multipart/related; boundary="', "multipart/related; boundary=a; ",
]  # fmt: skip


@pytest.mark.parametrize("piece", LABELS)
def test_a_label_costs_no_more_than_its_beginning(piece):
    for act in (
        lambda label: read_soap(b"--a\r\n\r\n" * 1000, label, DESCRIPTION),
        lambda label: inflate(b"x", label, 10),
        lambda label: retry_after({"Retry-After": label}),
    ):
        assert_within(act, piece * 1000, piece * 100_000)


def many(document, before, piece):
    def make(size):
        pieces = b"".join(
            piece.encode() % (number,) if "%" in piece else piece.encode() for number in range(size)
        )
        assert before.encode() in document
        return document.replace(before.encode(), pieces + before.encode(), 1)

    return make


ALL_NAMED = (
    '<port name="p%d" binding="tns:wiservBinding"><soap:address location="https://evil.example/"/></port>'
)
ELEMENT = '<s:element minOccurs="1" name="UserName"'
DESCRIPTIONS = {
    "ports": many(SOAP, '<port name="wiservPort"', ALL_NAMED),
    "bindings": many(SOAP, "<binding ", '<binding name="b%d"/>'),
    "operations": many(SOAP, ' <operation name="sendMessage">\n  <soap:', '<operation name="o%d"/>'),
    "port types": many(SOAP, "<portType ", '<portType name="p%d"/>'),
    "messages": many(SOAP, "<message ", '<message name="m%d"/>'),
    "parts": many(SOAP, '<part name="MobileNo"', "<part/>"),
    "schemas": many(DOCUMENT, "<s:schema ", '<s:schema targetNamespace="urn:wiserv"/>'),
    "elements": many(DOCUMENT, '<s:element name="sendMessage">', '<s:element name="e%d"/>'),
    "parameters": many(DOCUMENT, ELEMENT, '<s:element minOccurs="0" ref="tns:a%d"/>'),
    "documentation": many(DOCUMENT, "<wsdl:message ", "<wsdl:documentation>a</wsdl:documentation>"),
}  # fmt: skip


@pytest.mark.parametrize("make", DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_reading_a_description_grows_with_it(make):
    assert_linear(lambda body: read_description(body, URL, False), make, MOST // 2 - 5)


@pytest.mark.parametrize("kind", sorted(set(DESCRIPTIONS) - {"elements", "documentation"}))
def test_a_description_of_more_than_any_service_has_is_not_read(kind):
    with pytest.raises(DescriptionError, match="larger than any service"):
        read_description(DESCRIPTIONS[kind](MOST + 1), URL, False)


def test_each_port_may_name_the_same_large_binding():
    without = describe("soap", "https://sms.example/soap/", operation="dispatchMessage")

    def make(size):
        body = many(without, ' <operation name="dispatchMessage">\n  <soap:', '<operation name="o%d"/>')(size)
        return many(
            body,
            '<port name="wiservPort"',
            '<port name="p%d" binding="tns:wiservBinding"><soap:address/></port>',
        )(size)

    assert_linear(lambda body: read_description(body, URL, False), make, MOST // 2 - 5)

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A host is judged as it will be asked of DNS, and an address by what it carries."""

import socket

import pytest
from sms_wiserv.wire import (
    ACCEPTED,
    NOT_SENT,
    Account,
    WiservClient,
    check_url,
    is_loopback_url,
    origin,
    sockets,
)
from sms_wiserv.wire.address import is_forbidden, is_loopback, parse_address
from sms_wiserv.wire.masking import presentable
from sms_wiserv.wire.origin import origin_of

from dev.tests.sending import NUMBER, TEXT, client_of, post_to

FORBIDDEN = [
    "169.254.169.254", "169.254.170.23", "100.100.100.200", "168.63.129.16", "192.0.0.192", "0.0.0.0", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "fe80::1", "ff02::1", "::169.254.169.254", "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe", "2002:a9fe:a9fe::1",
    "fd00:ec2::254", "fd00:ec2::23", "fd00:ec2:0:1::7", "fd00:42::42", "fd00:c1::a9fe:a9fe", "fd20:ce::254",
    # Teredo: a server there, or a client there, whose address is written inverted
    "2001:0:a9fe:a9fe::1", "2001:0:c000:207:0:0:5601:5601",
    # ISATAP
    "2001:db8::5efe:a9fe:a9fe", "2001:db8::200:5efe:a9fe:a9fe", "fe80::5efe:c000:207",
]  # fmt: skip
ALLOWED = [
    "192.0.2.7", "10.0.0.7", "127.0.0.1", "::1", "::ffff:127.0.0.1", "::ffff:192.0.2.7", "2001:db8::7", "fd00::7",
    "fd00:42::43", "64:ff9b::c000:207", "2002:c000:207::1", "2001:db8::5efe:c000:207", "2001:0:c000:207:0:0:3fff:fdf8",
]  # fmt: skip


@pytest.mark.parametrize("text", FORBIDDEN)
def test_an_address_that_is_never_a_gateway(text):
    assert is_forbidden(parse_address(text))
    host = f"[{text}]" if ":" in text else text
    assert "not allowed" in check_url(f"https://{host}/", "http")


@pytest.mark.parametrize("text", ALLOWED)
def test_an_address_that_may_be_one(text):
    assert not is_forbidden(parse_address(text))


def test_what_a_mapped_address_carries_is_this_machine_or_not():
    assert is_loopback(parse_address("::ffff:127.0.0.1"))
    assert is_loopback(parse_address("64:ff9b::7f00:1"))
    assert not is_loopback(parse_address("2001:0:7f00:1::1")), "another machine's address is in it, too"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("fe80::1%eth0", "fe80::1"),
        ("::1%25lo", "::1"),
        ("127.0.0.1%41.evil.example", None),
        ("127.0.0.1%", None),
        ("sms.example", None),
    ],
)
def test_a_zone_is_there_behind_colons_alone(host, address):
    assert parse_address(host) == (address and parse_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1%41.evil.example",
        "127.0.0.1%2eevil.example",
        "localhost%2eevil.example",
        "sms%2Eexample",
        "127.0.0.1%",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_name_hides_a_character(host, scheme):
    url = f"{scheme}://{host}/"
    assert check_url(url, "http") == "The API URL is not a valid address."
    assert not is_loopback_url(url)
    result = WiservClient(Account(url, "user", "pass", "http")).send("09171234567", "text")
    assert (result.outcome, result.cause) == (NOT_SENT, "url")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://SMS.example/a", "https://sms.example:443/b", True),
        ("https://Señor.example/", "https://xn--seor-hqa.example/", True),
        ("https://gw\u03a3.example/", "https://gw\u03c2.example/", True),
        ("https://sms.example/", "http://sms.example/", False),
        ("https://sms.example/", "https://sms.example:8443/", False),
        ("https://gw\u03c3.example/", "https://gw\u03c2.example/", False),
    ],
)
def test_two_spellings_are_one_origin_when_they_are_one_on_the_line(one, other, same):
    assert (origin(one) == origin(other)) == same
    for url in (one, other):
        assert origin(url) == "{}://{}:{}".format(*origin_of(url))


@pytest.mark.parametrize(
    "url",
    [
        "",
        None,
        "https://",
        "sms.example",
        "https://[::1",
        "https://a:b/",
        "mailto:a@b",
        "https://" + "ñ" * 70,
        "https://sms\u3002example/",
        "https://\uff53\uff4d\uff53.example/",
    ],
)
def test_what_has_no_origin_has_none(url):
    assert origin(url) == ""
    assert not is_loopback_url(url)


@pytest.mark.parametrize("host", ["127.1", "0x7f.0.0.1", "2130706433", "127.0.0.1.", "017700000001"])
def test_a_number_that_only_a_resolver_reads_as_an_address_is_no_loopback(host):
    # it may be a name to another resolver; what it leads to is judged again when it is connected to
    assert not is_loopback_url(f"http://{host}/")
    assert "in the clear" in check_url(f"http://{host}/", "http")


@pytest.mark.parametrize("url", ["https://foo.localhost/", "https://sms.example/", "http://localhost/"])
def test_a_client_that_is_kept_to_this_machine_connects_to_no_other_whatever_the_name(monkeypatch, url):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 443))]
    monkeypatch.setattr(sockets.socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(sockets._PlainSocket, "connect", lambda *_: pytest.fail("connected"))
    account = Account(url, "user", "pass", "http", allow_plain_http=True, only_loopback=True)
    assert WiservClient(account).send("09171234567", "text").outcome == NOT_SENT


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("no 0917/123/4567", "no 0917•••4567"),
        ("no 0917_123_4567", "no 0917•••4567"),
        ("no \uff10\uff19\uff11\uff17\uff11\uff12\uff13\uff14\uff15\uff16\uff17", "no 0917•••4567"),
        ("no \u0660\u0669\u0661\u0667 \u0661\u0662\u0663 \u0664\u0665\u0666\u0667", "no 0917•••4567"),
        ("code \uff14\uff18\uff12\uff19\uff11\uff13", "code •••"),
    ],
)
def test_a_number_is_masked_however_it_is_written(reply, shown):
    assert presentable(reply, ("Your code is 482913.",), ("09171234567",)) == shown


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"])
def test_a_client_that_is_kept_from_this_machine_does_not_connect_to_it_whatever_the_name(
    monkeypatch, address
):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(sockets.socket, "getaddrinfo", lambda *_, **__: found)
    account = Account("https://sms.example.org/post", "user", "secret", "http", no_loopback=True)
    result = WiservClient(account).send("09170000001", "Hello")
    assert (result.outcome, result.cause) == (NOT_SENT, "address")


# === WHERE IT CONNECTS === #


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254", "169.254.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
        "100.100.100.200", "168.63.129.16", "fe80::1", "fe80::1%eth0", "::", "ff02::1", "fd00:ec2::254",
        "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("host", ["sms.example", "localhost"])
def test_a_name_that_leads_to_a_forbidden_address_is_not_connected_to(monkeypatch, address, host):
    # a real name would need a name server of our own
    found = [
        (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
    ]
    monkeypatch.setattr(sockets.socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(sockets._PlainSocket, "connect", lambda *_: pytest.fail("connected"))
    result = post_to(443, "https", host).send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "address")


def test_plain_http_is_not_spoken_to_another_machine_that_calls_itself_localhost(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 80))]
    monkeypatch.setattr(sockets.socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(sockets._PlainSocket, "connect", lambda *_: pytest.fail("connected"))
    result = post_to(80, "http", "localhost").send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "plain_http")


def test_of_several_addresses_only_the_allowed_ones_are_tried(gateway, monkeypatch):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, gateway.port))
        for address in ("169.254.169.254", "127.0.0.1")
    ]
    monkeypatch.setattr(sockets.socket, "getaddrinfo", lambda *_, **__: found)
    assert client_of(gateway).send(NUMBER, TEXT).outcome == ACCEPTED

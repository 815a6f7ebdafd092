# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Which URLs an administrator may enter, and what is said about the others."""

import pytest
from sms_wiserv.wire import NOT_SENT, Account, WiservClient, check_url, guess_protocol
from sms_wiserv.wire.origin import origin_of

GOOD = [
    "https://sms.example/soap/?wsdl",
    "https://sms.example",
    "https://sms.example:8443/bulk?a=b&c=%20",
    "https://192.0.2.7/bulk",
    "https://10.0.0.7/bulk",
    "https://[2001:db8::7]:8443/bulk",
    "https://señor.example/bulk",
    "HTTPS://SMS.EXAMPLE/bulk",
    "http://localhost/bulk",
    "http://localhost:8069/bulk",
    "http://gateway.localhost/bulk",
    "http://127.0.0.1/bulk",
    "http://127.8.9.10/bulk",
    "http://[::1]/bulk",
]
PLAIN = ["http://sms.example/bulk", "http://10.0.0.7/", "http://notlocalhost/", "http://localhost.example/"]
BAD = {
    "": "empty",
    "   ": "empty",
    "sms.example/soap/?wsdl": "must begin with https://",
    "//sms.example/soap": "must begin with https://",
    "file:///etc/passwd": "must begin with https://",
    "ftp://sms.example/": "must begin with https://",
    "gopher://sms.example/": "must begin with https://",
    "javascript:alert(1)": "must begin with https://",
    "https://user:secret@sms.example/": "must not hold a user name or password",
    "https://user@sms.example/": "must not hold a user name or password",
    "https://@sms.example/": "must not hold a user name or password",
    "https://": "names no host",
    "https:///bulk": "names no host",
    "https://:443/bulk": "names no host",
    "https://sms.example:0/": "names no host",
    "https://sms.example:99999/": "not a valid address",
    "https://sms.example:port/": "not a valid address",
    "https://[::1/": "not a valid address",
    "https://*.example/": "not a valid address",
    "https://" + "ñ" * 70 + ".example/": "not a valid address",
    "https://sms.example/a b": "a space or another character",
    "https://sms.example/\r\nX: y": "a space or another character",
    "https://sms.example\\@evil.example/": "a space or another character",
    "https://sms.example/\ud800": "a space or another character",
    "https://sms.example/" + "a" * 2000: "too long",
    "https://169.254.169.254/latest/meta-data": "not allowed",
    "http://169.254.169.254/": "not allowed",
    "https://[fe80::1]/": "not allowed",
    "https://[::ffff:169.254.169.254]/": "not allowed",
    "https://100.100.100.200/": "not allowed",
    "https://0.0.0.0/": "not allowed",
    "https://[::]/": "not allowed",
    "https://224.0.0.1/": "not allowed",
}


@pytest.mark.parametrize("url", GOOD)
@pytest.mark.parametrize("protocol", ["soap", "http"])
def test_a_url_that_may_be_used(url, protocol):
    assert check_url(url, protocol) is None


@pytest.mark.parametrize(("url", "part"), BAD.items(), ids=range(len(BAD)))
def test_a_url_that_may_not_be_used_says_why(url, part):
    assert part in check_url(url, "http")
    assert part in check_url(url, "http", allow_plain_http=True)


@pytest.mark.parametrize("url", PLAIN)
def test_plain_http_to_another_machine_needs_to_be_allowed(url):
    assert "in the clear" in check_url(url, "http")
    assert check_url(url, "http", allow_plain_http=True) is None


def test_a_protocol_that_is_none_is_said():
    assert "protocol" in check_url("https://sms.example", "smpp")


@pytest.mark.parametrize("url", ["", "https://169.254.169.254/", *PLAIN])
def test_a_client_of_a_url_that_may_not_be_used_sends_nothing_and_says_why(url):
    result = WiservClient(Account(url, "user", "pass", "http", timeout=0.2)).send("09171234567", "text")
    assert (result.outcome, result.cause) == (NOT_SENT, "url")
    assert result.reason == check_url(url, "http")


def test_the_reason_never_repeats_the_url():
    assert "secret" not in check_url("https://user:secret@sms.example/", "http")


@pytest.mark.parametrize(
    ("url", "protocol"),
    [
        ("https://sms.example/soap/?wsdl", "soap"),
        ("https://sms.example/soap/?WSDL", "soap"),
        ("https://sms.example/soap?a=b&wsdl=1", "soap"),
        ("https://sms.example/wsdl", "http"),
        ("https://wsdl.example/bulk?a=wsdl", "http"),
        ("https://sms.example/bulk", "http"),
        ("https://sms.example/bulk?wsdls", "http"),
        ("", "http"),
        ("https://[::1", "http"),
    ],
)
def test_the_protocol_is_guessed_from_the_query(url, protocol):
    assert guess_protocol(url) == protocol


def test_an_origin_is_the_name_as_it_goes_over_the_line():
    assert origin_of("HTTPS://Señor.Example/x") == ("https", "xn--seor-hqa.example", 443)
    assert origin_of("http://[::1]:81/x") == ("http", "::1", 81)

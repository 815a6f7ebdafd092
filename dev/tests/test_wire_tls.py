# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Certificates: which are accepted, and what the others are refused for."""

import ssl

import pytest
from sms_wiserv.wire import ACCEPTED, NOT_SENT, sockets

from dev.gateway import Gateway
from dev.tests.sending import NUMBER, TEXT, post_to


def test_a_certificate_of_a_trusted_authority_is_accepted(connect):
    assert connect(tls=True).send(NUMBER, TEXT).outcome == ACCEPTED
    assert connect("http", tls=True).send(NUMBER, TEXT).outcome == ACCEPTED


def test_a_certificate_of_an_unknown_authority_is_refused(gateway):
    result = post_to(gateway.tls_port, "https").send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "tls_untrusted")


def test_a_certificate_for_another_name_is_refused():
    with Gateway(tls=True, names=("elsewhere.example", "127.0.0.2")) as gateway:
        for host in ("localhost", "127.0.0.1"):
            result = post_to(gateway.tls_port, "https", host, ca_file=gateway.ca_file).send(NUMBER, TEXT)
            assert (result.outcome, result.cause) == (NOT_SENT, "tls_name")
        assert "requests" not in gateway.counters


def test_a_certificate_that_has_expired_is_refused():
    with Gateway(tls=True, days=-1) as gateway:
        result = post_to(gateway.tls_port, "https", ca_file=gateway.ca_file).send(NUMBER, TEXT)
        assert (result.outcome, result.cause) == (NOT_SENT, "tls_expired")


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_file_of_authorities_that_cannot_be_read_is_not_sent(gateway, tmp_path, content):
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    result = post_to(gateway.tls_port, "https", ca_file=str(file)).send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "ca_file")


def test_the_systems_authorities_are_used_and_the_host_name_is_checked():
    context = sockets.make_context()
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.get_ca_certs() == ssl.create_default_context().get_ca_certs()

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The endpoint's description is loaded once, by one thread, and leads the password nowhere else."""

import threading
import time

import pytest
from sms_wiserv.wire import ACCEPTED, NOT_SENT, Account, WiservClient, client

from dev.gateway import Gateway

NUMBER = "09171234567"
TEXT = "Your entitlement is ready."


@pytest.mark.parametrize("tls", [False, True])
def test_a_foreign_address_gets_no_password(gateway, connect, tls):
    with Gateway() as other:
        gateway.behave("foreign_address", on="description", address=other.url("soap").partition("?")[0])
        result = connect(tls=tls).send(NUMBER, TEXT)
        assert (result.outcome, result.cause) == (NOT_SENT, "description")
        assert "another host, port or scheme" in result.reason
        assert other.counters == {}


@pytest.mark.parametrize(
    ("behaviour", "part"),
    [
        ("http_404", "HTTP 404"),
        ("http_500", "HTTP 500"),
        ("redirect_302", "HTTP 302"),
        ("html", "not a WSDL document"),
        ("empty", "not a WSDL document"),
        ("cut_off", "was cut off"),
        ("reset", "broke off"),
        ("close", "without an answer"),
        ("huge", "too large"),
        ("entities", "not a WSDL document"),
        ("no_operation", "no operation sendMessage"),
        ("fifth_part", "not known"),
    ],
)
def test_a_description_that_does_not_come_is_not_sent(gateway, connect, behaviour, part):
    gateway.behave(behaviour, on="description")
    result = connect().send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "description")
    assert part in result.reason
    assert "nobody can know" not in result.reason, "of a description that is not true"
    assert gateway.journal == []
    assert "requests" not in gateway.counters


def test_a_description_that_must_wait_says_how_long(gateway, connect):
    gateway.behave("http_503", on="description", retry_after=9)
    assert connect().send(NUMBER, TEXT).retry_after == 9


def test_a_gateway_that_is_not_there_is_named_as_the_cause():
    result = WiservClient(Account("https://no-such-host.invalid/?wsdl", "u", "p")).send(NUMBER, TEXT)
    assert result.cause == "description"
    assert "name could not be resolved" in result.reason


def sixteen_at_once(wiserv):
    """Return what sixteen threads get that send at the same time."""
    outcomes = []
    threads = [threading.Thread(target=lambda: outcomes.append(wiserv.send(NUMBER, TEXT))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_the_description_is_loaded_once_for_all_threads(gateway, connect):
    gateway.delay = 0.05
    wiserv = connect()
    outcomes = sixteen_at_once(wiserv)
    assert [result.outcome for result in outcomes] == [ACCEPTED] * 16
    assert gateway.counters["descriptions"] == 1


def test_a_description_that_fails_is_asked_for_once_by_sixteen_threads_and_again_a_second_later(
    gateway, connect, monkeypatch
):
    monkeypatch.setattr(client, "DESCRIPTION_PAUSE", 0.5)
    gateway.behave("http_404", on="description", count=1)
    wiserv = connect()
    outcomes = sixteen_at_once(wiserv)
    assert {(result.outcome, result.cause) for result in outcomes} == {(NOT_SENT, "description")}
    assert len(outcomes) == 16
    assert gateway.counters["descriptions"] == 1
    time.sleep(0.5)
    assert wiserv.send(NUMBER, TEXT).outcome == ACCEPTED
    assert gateway.counters["descriptions"] == 2


def test_the_connection_of_the_description_carries_the_first_message(gateway, connect):
    connect(tls=True).send(NUMBER, TEXT)
    assert gateway.counters["connections"] == 1

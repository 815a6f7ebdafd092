# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""One account's connections: which messages share a request, and how many may go now."""

import queue
import time
from collections import Counter
from types import SimpleNamespace

import pytest
from sms_wiserv.dispatch.circuit_breaker import CircuitBreaker
from sms_wiserv.dispatch.connection_pool import ConnectionPool, Limits, Message
from sms_wiserv.wire import ACCEPTED, NOT_SENT, Account, Result


@pytest.fixture
def clock(monkeypatch):
    """The pool's clock, set by hand: ``clock.seconds += 1``."""
    clock = SimpleNamespace(seconds=100.0)
    clock.monotonic = lambda: clock.seconds
    monkeypatch.setattr("sms_wiserv.dispatch.connection_pool.time", clock)
    return clock


@pytest.fixture
def make_pool(gateway):
    """Make a pool that has seen messages accepted, with limits: ``make_pool(any of Limits)``."""
    pools = []

    def make(breaker_clock=time.monotonic, **limits):
        values = {"connections": 2, "numbers_per_request": 3, "messages_per_second": 0, "max_attempts": 5}
        account = Account(gateway.url("http"), gateway.user, gateway.password, "http")
        finished = queue.SimpleQueue()
        breaker = CircuitBreaker(clock=breaker_clock)
        breaker.answered(Result(ACCEPTED), count=10_000)
        pool = ConnectionPool(account, Limits(**{**values, **limits}), breaker, finished)
        pool.answers = finished
        pools.append(pool)
        return pool

    yield make
    for pool in pools:
        pool.close()
        pool.end()


def make_messages(*texts):
    return [
        Message(number, 1, f"0917{number:07d}", text, attempts=1, group_limit=0, others_passed=False)
        for number, text in enumerate(texts, 1)
    ]


def send(pool, texts):
    """Send messages; return those that were left over."""
    requests, left_over = pool.batch(make_messages(*texts))
    pool.put(requests)
    return left_over


def answers(pool):
    """Have the gateway answer all that is under way; return ``[(request, result)]``."""
    found = [pool.answers.get(timeout=10) for _nth in range(pool.in_flight)]
    for request, _result in found:
        pool.finished(request)
    return found


def test_only_the_very_same_texts_share_a_request_and_no_more_than_allowed(gateway, make_pool):
    pool = make_pool()
    texts = ["Hello", "hello", "Hello", "Hello ", "Hello", "Hello", "hello"]
    assert not send(pool, texts)
    answered = answers(pool)
    shared = [[message.body for message in request.messages] for request, _result in answered]
    assert sorted(shared) == [["Hello"], ["Hello"] * 3, ["Hello "], ["hello"] * 2]
    assert {result.outcome for _request, result in answered} == {ACCEPTED}
    taken = {entry["number"]: entry["text"] for entry in gateway.journal}
    assert taken == {message.number: message.body for message in make_messages(*texts)}


def test_messages_per_second_are_messages_and_not_requests(make_pool, clock):
    pool = make_pool(messages_per_second=20)
    clock.seconds += 0.5
    assert pool.free_capacity(1) == 5, "a quarter of a second's worth"
    assert not send(pool, ["Hello"] * 5)
    assert Counter(len(request.messages) for request, _result in answers(pool)) == {3: 1, 2: 1}
    assert pool.free_capacity(1) == 0
    clock.seconds += 0.125
    assert pool.free_capacity(1) == 2


def test_dispatchers_divide_the_messages_per_second(make_pool, clock):
    pool = make_pool(messages_per_second=20)
    clock.seconds += 0.5
    assert pool.free_capacity(4) == 1
    send(pool, ["Hello"])
    clock.seconds += 0.1
    assert pool.free_capacity(4) == 0
    clock.seconds += 0.1
    assert pool.free_capacity(4) == 1


def test_claims_make_no_more_requests_than_there_is_capacity_for(make_pool):
    pool = make_pool(numbers_per_request=50)
    most = 2 + pool.group
    assert pool.free_capacity(1) == most * 50
    texts = [f"Hello {number}" for number in range(20)]
    assert [message.body for message in send(pool, texts)] == texts[most:]
    assert pool.in_flight == most and pool.full
    answers(pool)
    assert pool.free_capacity(1) == most, "different texts share no request"
    assert not send(pool, ["Hello"] * most)
    assert pool.in_flight == 1
    answers(pool)
    assert pool.free_capacity(1) == most * (most + 1), "as many as shared one, and one more"
    assert len(send(pool, ["Hello"] * 1000)) == 1000 - most * 50
    answers(pool)
    assert pool.free_capacity(1) == most * 50


def test_nothing_leaves_while_the_gateway_asks_for_patience(gateway, make_pool, clock):
    pool = make_pool(breaker_clock=clock.monotonic)
    pool.breaker.answered(Result(NOT_SENT, cause="throttled", retry_after=1))
    assert pool.free_capacity(1) == 0 and not pool.full
    send(pool, ["Hello"])
    assert [result for _request, result in answers(pool)] == [None]
    assert not gateway.journal
    clock.seconds += 1
    assert pool.free_capacity(1) > 0
    send(pool, ["Hello"])
    assert [result.outcome for _request, result in answers(pool)] == [ACCEPTED]


def test_few_messages_are_claimed_until_one_is_accepted(make_pool):
    pool = make_pool(numbers_per_request=50)
    pool.breaker = CircuitBreaker()
    assert pool.free_capacity(1) == 2
    send(pool, ["Hello"] * 2)
    assert pool.in_flight == 1 and pool.full, "messages count, and not requests"
    answers(pool)
    assert pool.free_capacity(1) == 4


def test_who_was_refused_together_shares_a_request_with_fewer(make_pool):
    pool = make_pool(numbers_per_request=10)
    messages = [message._replace(group_limit=2) for message in make_messages(*["Hello"] * 5)]
    requests, _left_over = pool.batch(messages + make_messages(*["Hello"] * 4))
    assert [len(request.messages) for request in requests] == [2, 2, 1, 4]


def test_messages_of_several_senders_alternate(make_pool):
    first, second = make_messages(*"abc"), [message._replace(sender=2) for message in make_messages(*"xy")]
    requests, _left_over = make_pool().batch(first + second)
    assert [request.messages[0].body for request in requests] == ["a", "x", "b", "y", "c"]

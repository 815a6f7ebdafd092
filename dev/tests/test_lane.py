# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""One account's connections: which messages share a request, and how many may go now."""

import queue
from collections import Counter
from types import SimpleNamespace

import pytest

from dev.gateway import Gateway
from tools.lane import Lane, Limits, Message
from tools.wiserv_api import ACCEPTED, NOT_SENT, Account, Result


@pytest.fixture
def gateway():
    with Gateway() as gateway:
        yield gateway


def make_lane(gateway, **limits):
    values = {"connections": 2, "numbers_per_request": 3, "messages_per_second": 0, "max_attempts": 5}
    account = Account(gateway.url("http"), gateway.user, gateway.password, "http")
    finished = queue.SimpleQueue()
    return Lane(account, Limits(**{**values, **limits}), False, finished), finished


def make_messages(*texts):
    return [
        Message(number, sender=1, number=f"0917{number:07d}", body=text, attempts=1, priority="0")
        for number, text in enumerate(texts, 1)
    ]


def test_only_the_very_same_texts_share_a_request_and_no_more_than_allowed(gateway):
    lane, finished = make_lane(gateway)
    texts = ["Hello", "hello", "Hello", "Hello ", "Hello", "Hello", "hello"]
    lane.put(make_messages(*texts))
    answers = [finished.get(timeout=10) for _nth in range(lane.in_flight)]
    lane.close()
    shared = [[message.body for message in request.messages] for request, _result in answers]
    assert sorted(shared) == [["Hello"], ["Hello"] * 3, ["Hello "], ["hello"] * 2]
    assert {result.outcome for _request, result in answers} == {ACCEPTED}
    taken = {entry["number"]: entry["text"] for entry in gateway.journal}
    assert taken == {message.number: message.body for message in make_messages(*texts)}
    for request, result in answers:
        lane.finished(request, result)
    lane.end()


def test_messages_per_second_are_messages_and_not_requests(gateway, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("tools.lane.time", SimpleNamespace(monotonic=lambda: now[0]))
    lane, finished = make_lane(gateway, messages_per_second=20)
    now[0] += 0.5
    room = lane.room(1)
    assert room == 5, "a quarter of a second's worth"
    lane.put(make_messages(*["Hello"] * room))
    assert Counter(len(finished.get(timeout=10)[0].messages) for _nth in range(2)) == {3: 1, 2: 1}
    assert lane.room(1) == 0
    now[0] += 0.125
    assert lane.room(1) == 2
    lane.close()
    lane.end()


def answered(lane, finished):
    """Have the gateway answer all that is under way."""
    for request, result in [finished.get(timeout=10) for _nth in range(lane.in_flight)]:
        lane.finished(request, result)


def test_claims_make_no_more_requests_than_there_is_room_for(gateway):
    lane, finished = make_lane(gateway, numbers_per_request=50)
    most = lane.room(1)
    assert most == 2 + lane.group, "one message for each request that may wait or be under way"
    lane.put(make_messages(*(f"Hello {number}" for number in range(most))))
    assert lane.in_flight == most and lane.full
    answered(lane, finished)
    assert lane.room(1) == most, "different texts share no request"
    lane.put(make_messages(*["Hello"] * most))
    assert lane.in_flight == 1
    answered(lane, finished)
    assert lane.room(1) == most * (most + 1), "as many as shared one, and one more"
    lane.put(make_messages(*["Hello"] * 100))
    answered(lane, finished)
    assert lane.room(1) == most * 50, "never more than allowed"
    lane.close()
    lane.end()


def test_a_shorter_wait_does_not_end_a_longer_one(gateway):
    lane, finished = make_lane(gateway)
    gateway.behave("http_503", count=1, retry_after=60)
    lane.put(make_messages("Hello"))
    answered(lane, finished)
    lane.put(make_messages("Hello"))
    [(request, _result)] = [finished.get(timeout=10)]
    lane.finished(request, Result(NOT_SENT, retry_after=0.01))
    time.sleep(0.05)
    assert lane.room(1) == 0
    lane.close()
    lane.end()

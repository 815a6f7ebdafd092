# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""One client, many threads."""

import random
import threading
import time
from collections import Counter

import pytest
from sms_wiserv.wire import ACCEPTED, NOT_SENT, REFUSED, UNKNOWN

from dev.faults.children import wait_until

THREADS = 16


def run(work):
    """Call ``work(index)`` in THREADS threads; the exceptions that came out."""
    errors = []

    def guarded(index):
        try:
            work(index)
        except Exception as error:  # pylint: disable=broad-except
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(index,)) for index in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("kind", ["soap", "document", "http"])
def test_every_message_arrives_once_with_its_own_text(gateway, connect, kind, tls):
    client = connect(kind, tls=tls)
    results = []

    def work(index):
        for turn in range(25):
            number = f"09{index:04}{turn:05}"
            results.append(client.send(number, f"text for {number}"))

    assert run(work) == []
    assert {result.outcome for result in results} == {ACCEPTED}
    assert len(gateway.journal) == THREADS * 25
    assert len({entry["number"] for entry in gateway.journal}) == THREADS * 25
    assert all(entry["text"] == f"text for {entry['number']}" for entry in gateway.journal)
    assert gateway.counters["connections"] <= THREADS
    assert gateway.counters.get("descriptions", 0) == (0 if kind == "http" else 1)


def test_answers_are_never_exchanged_between_messages(gateway, connect):
    seed = random.randrange(1 << 32)
    print("seed", seed)
    gateway.reset(seed)
    for behaviour in (
        "http_500",
        "fault",
        "http_503",
        "reset",
        "close",
        "cut_off",
        "html",
        "credentials_reply",
    ):
        gateway.behave(behaviour, probability=0.05)
    client = connect()
    results = {}

    def work(index):
        for turn in range(25):
            number = f"09{index:04}{turn:05}"
            results[number] = client.send(number, "text").outcome

    assert run(work) == []
    taken = Counter(entry["number"] for entry in gateway.journal)
    assert set(taken.values()) == {1}, "sent twice"
    for number, outcome in results.items():
        if outcome == ACCEPTED:
            assert number in taken
        elif outcome in (NOT_SENT, REFUSED):
            assert number not in taken
        else:
            assert outcome == UNKNOWN


def test_a_slow_answer_holds_up_one_thread_only(gateway, connect):
    client = connect("http")
    client.send("09170000000", "warm")
    gateway.behave("late", count=1, seconds=3)
    ended = []

    def work(index):
        if index:
            wait_until(lambda: gateway.counters["requests"] > 1)
        client.send("09171234567", "text")
        ended.append(index)

    assert run(work) == []
    assert ended[-1] == 0
    assert len(ended) == THREADS


def test_a_client_that_is_closed_in_mid_run_finishes_and_keeps_no_connection(gateway, connect):
    gateway.delay = 0.05
    client = connect()
    outcomes = []

    def work(index):
        if index == 0:
            time.sleep(0.15)
            client.close()
            return
        for _ in range(10):
            outcomes.append(client.send("09171234567", "text").outcome)

    assert run(work) == []
    assert outcomes == [ACCEPTED] * len(outcomes)
    assert len(outcomes) == (THREADS - 1) * 10
    wait_until(lambda: not gateway.open_conversations)

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What answers come to: the message's own, the account's, or nobody knows yet."""

from types import SimpleNamespace

import pytest
from sms_wiserv.dispatch.circuit_breaker import CLOSED, HALF_OPEN, OPEN, CircuitBreaker
from sms_wiserv.policy import CONSECUTIVE_FAILURES, LONELY_ATTEMPTS, LONGEST_HOLD, SLOW_START
from sms_wiserv.wire import ACCEPTED, NOT_SENT, REFUSED, UNKNOWN, Result

GOOD = Result(ACCEPTED, "Message Queued")
FORMS = [
    Result(NOT_SENT, cause="http_status"),
    Result(NOT_SENT, cause="connect"),
    Result(NOT_SENT, cause="later"),
    Result(REFUSED, cause="fault"),
    Result(UNKNOWN, cause="server_fault"),
    Result(UNKNOWN, cause="timeout"),
    Result(UNKNOWN, cause="unrecognised"),
]
SAYS_NOTHING = [Result(REFUSED, cause=cause) for cause in ("declared", "text", "number")]


@pytest.fixture
def clock():
    """Seconds, set by hand: ``clock.seconds += 1``."""
    return SimpleNamespace(seconds=100.0)


@pytest.fixture
def make(clock):
    return lambda **values: CircuitBreaker(clock=lambda: clock.seconds, **values)


def feed(breaker, *results, times=1):
    for result in results * times:
        breaker.answered(result)
    return breaker


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.cause)
def test_ten_in_a_row_of_whatever_form_open_it(make, form):
    breaker = feed(make(), form, times=CONSECUTIVE_FAILURES - 1)
    assert (breaker.state, breaker.verdict) == (CLOSED, None)
    feed(breaker, form)
    assert breaker.state == OPEN and not breaker.allows and breaker.most == 0
    assert breaker.verdict == ("gateway", form, CONSECUTIVE_FAILURES)


def test_forms_that_differ_are_one_streak_and_the_last_one_is_quoted(make):
    breaker = feed(make(failures=CONSECUTIVE_FAILURES - len(FORMS)), *FORMS)
    assert breaker.verdict.result is FORMS[-1]


def test_an_accepted_one_between_begins_anew(make):
    breaker = make()
    for form in FORMS:
        feed(breaker, form, times=CONSECUTIVE_FAILURES - 1)
        feed(breaker, GOOD)
    assert (breaker.state, breaker.failures) == (CLOSED, 0)


@pytest.mark.parametrize("own", SAYS_NOTHING, ids=lambda own: own.cause)
def test_what_is_the_messages_own_counts_nothing_and_ends_no_streak(make, own):
    breaker = feed(make(), own, times=100)
    assert (breaker.state, breaker.failures, breaker.most) == (CLOSED, 0, SLOW_START)
    feed(breaker, FORMS[0], own, times=CONSECUTIVE_FAILURES)
    assert breaker.state == OPEN
    probe = feed(make(half_open=True), own)
    assert (probe.state, probe.verdict) == (HALF_OPEN, None)


@pytest.mark.parametrize("cause", ["credentials", "credit"])
def test_what_is_said_of_the_account_opens_it_at_once(make, cause):
    for half_open in (False, True):
        breaker = feed(make(half_open=half_open), Result(NOT_SENT, cause=cause))
        assert breaker.state == OPEN and breaker.verdict.cause == cause


def test_who_was_rejected_again_while_others_passed_is_no_streak(make):
    breaker = make()
    for attempts in range(2, 50):
        breaker.answered(FORMS[0], attempts=attempts, others_passed=True)
    assert (breaker.state, breaker.failures) == (CLOSED, 0)
    for _nth in range(CONSECUTIVE_FAILURES):
        breaker.answered(FORMS[0], attempts=2)
    assert breaker.state == OPEN


def test_one_that_waits_alone_for_a_gateway_that_is_away_opens_it(make):
    away, ambiguous = Result(NOT_SENT, cause="connect"), Result(NOT_SENT, cause="http_status")
    for result, others_passed, state in (
        (away, False, OPEN),
        (away, True, CLOSED),
        (ambiguous, False, CLOSED),
    ):
        breaker = make()
        breaker.answered(result, attempts=LONELY_ATTEMPTS - 1)
        assert breaker.state == CLOSED
        breaker.answered(result, attempts=LONELY_ATTEMPTS, others_passed=others_passed)
        assert breaker.state == state


def test_a_moments_patience_is_waited_for_and_a_longer_one_opens_it(make, clock):
    breaker = feed(make(), Result(NOT_SENT, cause="throttled", retry_after=LONGEST_HOLD))
    feed(breaker, Result(NOT_SENT, cause="throttled", retry_after=1))
    clock.seconds += LONGEST_HOLD - 1
    assert breaker.on_hold and not breaker.allows and not breaker.verdict
    clock.seconds += 1
    assert breaker.allows and not breaker.on_hold
    feed(breaker, Result(NOT_SENT, cause="throttled", retry_after=LONGEST_HOLD + 1))
    assert breaker.verdict.cause == "gateway"


def test_a_probe_tells(make):
    assert make(half_open=True).most == 1
    assert feed(make(half_open=True), GOOD).verdict == ("", GOOD, 0)
    for form in FORMS:
        breaker = feed(make(half_open=True), form)
        assert breaker.state == OPEN and breaker.verdict.cause == "gateway"


def test_nothing_changes_a_verdict(make):
    breaker = feed(make(), FORMS[0], times=CONSECUTIVE_FAILURES)
    verdict = breaker.verdict
    feed(breaker, GOOD, Result(NOT_SENT, cause="credentials"))
    assert breaker.verdict is verdict and breaker.state == OPEN


def test_few_are_on_their_way_until_the_first_is_accepted_and_then_twice_as_many_each_time(make):
    breaker = make()
    expected = SLOW_START
    for _round in range(6):
        assert breaker.most == expected
        feed(breaker, GOOD, times=expected)
        expected *= 2


def test_a_gateway_that_accepts_none_meets_ten_messages_at_most(make):
    """However many connections there are: those that fill all the room always, and get no good answer."""
    for nothing_accepted in (True, False):
        breaker = make() if nothing_accepted else feed(make(), GOOD, times=100)
        feed(breaker, FORMS[-1])
        met = on_their_way = 0
        while not breaker.verdict:
            met += max(breaker.most - on_their_way, 0)
            on_their_way = max(breaker.most, on_their_way)
            feed(breaker, FORMS[-1])
            on_their_way -= 1
        assert met <= CONSECUTIVE_FAILURES

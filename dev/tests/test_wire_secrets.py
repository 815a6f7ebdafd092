# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Password, text and number appear in no log, exception, representation or reply."""

import copy
import logging
import traceback

import pytest
from sms_wiserv.wire import NOT_SENT, Account, WiservClient
from sms_wiserv.wire.connection import Connection
from sms_wiserv.wire.masking import presentable

from dev.gateway import BEHAVIOURS, Gateway
from dev.gateway.service import CREDENTIALS_TEXT

PASSWORD = "Zx9-secret&<pass>"
TEXT = "Your one-time code is 482 913."
NUMBER = "09171234567"
KINDS = ("soap", "document", "http")


@pytest.fixture
def records():
    """Every log record of every logger, whatever its level."""
    found = []

    class Keep(logging.Handler):
        def emit(self, record):
            found.append(self.format(record) + repr(record.__dict__))

    root, handler = logging.getLogger(), Keep(logging.DEBUG)
    level, disabled = root.level, logging.root.manager.disable
    changed = [
        (logger, logger.level)
        for logger in logging.root.manager.loggerDict.values()
        if isinstance(logger, logging.Logger)
    ]
    root.addHandler(handler)
    logging.disable(logging.NOTSET)
    for logger, _ in [(root, level), *changed]:
        logger.setLevel(logging.DEBUG)
    yield found
    root.removeHandler(handler)
    logging.disable(disabled)
    for logger, before in [(root, level), *changed]:
        logger.setLevel(before)


@pytest.fixture(scope="module")
def secret_gateway():
    with Gateway(password=PASSWORD, tls=True) as gateway:
        yield gateway


@pytest.mark.parametrize("kind", KINDS)
def test_no_log_at_any_level_holds_a_secret(secret_gateway, records, kind):
    logging.getLogger("witness").debug("the handler sees what is logged")
    protocol = "http" if kind == "http" else "soap"
    for tls in (False, True):
        url = secret_gateway.url(kind, tls=tls)
        client = WiservClient(
            Account(url, "user", PASSWORD, protocol, timeout=0.2, ca_file=secret_gateway.ca_file)
        )
        for behaviour in sorted(set(BEHAVIOURS) - {"huge", "inflating", "raw"}):
            secret_gateway.behave(behaviour, count=1)
            client.send(NUMBER, TEXT)
            secret_gateway.reset()
    assert any("the handler sees" in record for record in records)
    for record in records:
        for secret in (PASSWORD, "Zx9", TEXT, "482 913", NUMBER):
            assert secret not in record


def test_an_account_and_a_client_do_not_show_the_password():
    account = Account("https://sms.example/", "user", PASSWORD)
    for shown in (repr(account), str(account), f"{WiservClient(account)!r}", repr(copy.copy(account))):
        assert "Zx9" not in shown
        assert "user" in shown


@pytest.mark.parametrize("behaviour", ["reset", "close", "silence", "cut_off", "drip"])
def test_an_exception_of_the_connection_holds_no_secret(secret_gateway, monkeypatch, behaviour):
    seen = []
    exchange = Connection.exchange

    def spy(*arguments):
        try:
            return exchange(*arguments)
        except Exception as error:
            seen.append("".join(traceback.format_exception(error)) + repr(error))
            raise

    monkeypatch.setattr(Connection, "exchange", spy)
    secret_gateway.reset()
    secret_gateway.behave(behaviour)
    client = WiservClient(Account(secret_gateway.url("http"), "stand-in-user", PASSWORD, "http", timeout=0.2))
    client.send(NUMBER, TEXT)
    assert seen
    for text in seen:
        for secret in ("Zx9", TEXT, NUMBER):
            assert secret not in text


ECHOES = [
    "{text}",
    "Refused: {text}",
    "{text}{text}",
    "password={password}",
    "User u / {password} may not send {text} to {number}",
    "{number}: {password}",
    "+639171234567 and 639171234567 are not known",
]


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("behaviour", ["unknown_sentence", "fault", "html"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_gateway_that_echoes_secrets_is_not_quoted(secret_gateway, kind, behaviour, echo):
    secret_gateway.reset()
    text = echo.format(text=TEXT, password=PASSWORD, number=NUMBER)
    secret_gateway.behave(behaviour, text=text)
    protocol = "http" if kind == "http" else "soap"
    client = WiservClient(Account(secret_gateway.url(kind), "stand-in-user", PASSWORD, protocol))
    result = client.send(NUMBER, TEXT)
    for secret in (PASSWORD, "Zx9", "482 913", NUMBER, "9171234567"):
        assert secret not in repr(result)
    assert "•••" in result.reply


def test_no_number_of_a_shared_request_is_quoted(secret_gateway):
    secret_gateway.reset()
    numbers = (NUMBER, "09181112222", "09193334444")
    secret_gateway.behave("unknown_sentence", text=f"not for {' or '.join(numbers)}")
    client = WiservClient(Account(secret_gateway.url("http"), "stand-in-user", PASSWORD, "http"))
    result = client.send_many(numbers, TEXT)
    assert result.reply == "not for 0917•••4567 or 0918•••2222 or 0919•••4444"


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("the code\n482\t913 was refused", "the ••• was refused"),
        ("a &lt;b&gt; c", "a ••• c"),
        ("q=%3Cb%3E&x", "q=•••&x"),
        ("it: code <br/>482 913", "it: •••"),
        ("<p class='code 482 913'>no</p>", "no"),
        ("tell 0917 123 4567", "tell 0917•••4567"),
        ("tell 09171234567 now", "tell 0917•••4567 now"),
        ("tell +63 (917) 123-45 67.", "tell +639•••4567."),
        ("REF 88123 09171234567 queued", "REF 88123 0917•••4567 queued"),
        ("id 4711 639171234567", "id 4711 6391•••4567"),
        ("id 4711 +639171234567", "id 4711 +639•••4567"),
        ("tell 0918 123 4567", "tell 0918 123 4567"),
        ("ref 12345678", "ref 12345678"),
        ("a\x00b\x1bc\x9fd\ud800e", "a b c d\ufffde"),
        ("  a  \r\n b ", "a b"),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_how_a_reply_is_shown(reply, shown):
    assert presentable(reply, ("code 482\n913", "<b>"), ("0917 123 4567",)) == shown


@pytest.mark.parametrize("secret", ["•", "••", "•••"])
def test_a_secret_made_of_the_marks_that_replace_it_leaves_no_reply(secret):
    assert presentable("x • y •• z •••", (secret,)) == ""


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("OTP 482913 to 09171234567 refused (4829)", "OTP ••• to 0917•••4567 refused (4829)"),
        ("code=482913;ok", "code=•••;ok"),
        ("OTP482913ok", "OTP•••ok"),
        ("ref 14829137", "ref 14829137"),
        ("pin 555-777 or 555777", "pin ••• or •••"),
        ("token a1b2c3 of 2026", "token ••• of 2026"),
    ],
)
def test_a_one_time_password_is_taken_out_of_a_reply_that_repeats_it_alone(reply, shown):
    assert (
        presentable(reply, ("Your code is 482913 or a1b2c3, pin 555-777, for 24 hours.",), ("09171234567",))
        == shown
    )


def test_a_secret_is_taken_out_before_the_reply_is_cut():
    assert "482" not in presentable("x" * 290 + TEXT, (TEXT,))


def test_the_reason_is_the_same_for_every_message(secret_gateway):
    replies = ((CREDENTIALS_TEXT, "account"),)
    client = WiservClient(
        Account(secret_gateway.url("http"), "stand-in-user", "wrong", "http", replies=replies)
    )
    reasons = {
        client.send(number, text).reason
        for number, text in [(NUMBER, TEXT), ("09181112222", "other text"), ("+639190000000", "a third")]
    }
    assert len(reasons) == 1
    assert client.send(NUMBER, TEXT).outcome == NOT_SENT

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The stand-in is a real service: other software can use it, and its journal tells the truth."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
import requests
import zeep
from zeep.exceptions import Fault

from dev.faults.children import wait_until
from dev.gateway import BEHAVIOURS, Gateway, GatewayProcess
from dev.gateway.process import ROOT
from dev.tests.sending import PATIENCE

ENVELOPE = (
    b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
    b'<n:sendMessage xmlns:n="urn:wiserv"><UserName>stand-in-user</UserName>'
    b"<PassWord>stand-in-password</PassWord><MobileNo>0917</MobileNo><Message>x</Message>"
    b"</n:sendMessage></e:Body></e:Envelope>"
)
MESSAGE = {"MobileNo": "09171234567", "Message": "Señor ñ <&>"}


def values(gateway):
    return {"UserName": gateway.user, "PassWord": gateway.password, **MESSAGE}


@pytest.mark.parametrize(("kind", "port"), [("soap", None), ("document", "wiservSoap")])
def test_zeep_sends_a_message(gateway, kind, port):
    began = time.time()
    client = zeep.Client(gateway.url(kind), port_name=port)
    assert client.service.sendMessage(**values(gateway)) == "Message Queued"
    (entry,) = gateway.journal
    assert (entry["number"], entry["text"], entry["protocol"]) == (*MESSAGE.values(), kind)
    assert began <= entry["time"] <= time.time()


@pytest.mark.parametrize(("kind", "port"), [("soap", None), ("document", "wiservSoap")])
def test_zeep_understands_its_faults(gateway, kind, port):
    client = zeep.Client(gateway.url(kind), port_name=port)
    gateway.behave("fault", text="No credits")
    with pytest.raises(Fault, match="No credits"):
        client.service.sendMessage(**values(gateway))


def test_requests_posts_a_form(gateway):
    reply = requests.post(gateway.url("http"), data=values(gateway), timeout=PATIENCE)
    assert (reply.status_code, reply.text) == (200, "Message Queued")
    several = {**values(gateway), "MobileNo": "09171234567,09181234567"}
    requests.post(gateway.url("http"), data=several, timeout=PATIENCE)
    assert [entry["number"] for entry in gateway.journal] == ["09171234567", "09171234567", "09181234567"]


def test_requests_speaks_tls_with_it(gateway):
    url = gateway.url("http", tls=True)
    assert (
        requests.post(url, data=values(gateway), verify=gateway.ca_file, timeout=PATIENCE).text
        == "Message Queued"
    )
    with pytest.raises(requests.exceptions.SSLError):
        requests.post(url, data=values(gateway), timeout=PATIENCE)


@pytest.mark.parametrize("change", [{"UserName": "x"}, {"PassWord": "x"}, {"PassWord": ""}])
def test_wrong_credentials_take_no_message(gateway, change):
    reply = requests.post(gateway.url("http"), data={**values(gateway), **change}, timeout=PATIENCE)
    assert reply.text == "Invalid Username or Password"
    assert gateway.journal == []


@pytest.mark.parametrize("body", ["", "<a/>", "no XML", "<a", "UserName=x"])
@pytest.mark.parametrize("kind", ["soap", "document", "http"])
def test_what_is_no_message_is_refused(gateway, kind, body):
    reply = requests.post(gateway.url(kind), data=body.encode(), timeout=PATIENCE)
    assert reply.status_code == (400 if kind == "http" else 500)
    assert gateway.journal == []


@pytest.mark.parametrize(
    "lines",
    [
        b"GET / HTTP/1.1",
        b"GET /bulk HTTP/1.1",
        b"PUT /soap/ HTTP/1.1",
        b"x",
        b"POST /bulk HTTP/1.1\r\nContent-Length: x",
    ],
)
def test_a_request_for_nothing_it_has_gets_a_client_error(gateway, lines):
    with socket.create_connection(("127.0.0.1", gateway.port)) as connection:
        connection.sendall(lines + b"\r\n\r\n")
        assert connection.recv(12).startswith(b"HTTP/1.1 4")


def test_it_keeps_a_connection_and_answers_requests_sent_at_once_in_their_order(gateway):
    gateway.behave("late", count=1, seconds=0.1)
    body = b"UserName=stand-in-user&PassWord=stand-in-password&MobileNo=%d&Message=x"
    request = b"".join(
        b"POST /bulk HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (len(body % number), body % number)
        for number in (1, 2, 3)
    )
    with socket.create_connection(("127.0.0.1", gateway.port)) as connection:
        connection.sendall(request)
        replies = b""
        while replies.count(b"Message Queued") < 3:
            replies += connection.recv(65536)
    assert [entry["number"] for entry in gateway.journal] == ["1", "2", "3"]


# === BEHAVIOURS === #


def test_a_behaviour_lasts_for_its_count(gateway):
    gateway.behave("http_503", count=2)
    statuses = [
        requests.post(gateway.url("http"), data=values(gateway), timeout=PATIENCE).status_code
        for _ in range(3)
    ]
    assert statuses == [503, 503, 200]


def test_a_share_of_requests_is_the_same_for_the_same_seed(gateway):
    def statuses():
        gateway.reset(seed=7)
        gateway.behave("http_503", probability=0.5)
        return [
            requests.post(gateway.url("http"), data=values(gateway), timeout=PATIENCE).status_code
            for _ in range(20)
        ]

    first = statuses()
    assert set(first) == {200, 503}
    assert statuses() == first


SENDING = sorted(set(BEHAVIOURS) - {"foreign_address", "no_operation", "fifth_part"})


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize("behaviour", SENDING)
def test_every_behaviour_exists_with_the_message_taken_and_not_taken(gateway, behaviour, taken):
    gateway.behave(behaviour, taken=taken, megabytes=1, seconds=0.01, interval=0.001)
    try:
        requests.post(gateway.url("soap"), data=ENVELOPE, timeout=0.2, allow_redirects=False).close()
    except requests.RequestException:
        pass
    wait_until(lambda: gateway.counters.get("requests"))
    assert len(gateway.journal) == taken


@pytest.mark.parametrize(
    "rule", [{"behaviour": "no such"}, {"behaviour": "reset", "on": "x"}, {"behaviour": "reset", "count": 0}]
)
def test_a_behaviour_that_is_none_is_an_error(gateway, rule):
    with pytest.raises(ValueError, match="behaviour"):
        gateway.behave(**rule)


def test_a_delay_is_kept(gateway):
    gateway.delay = 0.2
    started = time.monotonic()
    requests.post(gateway.url("http"), data=values(gateway), timeout=PATIENCE)
    assert time.monotonic() - started >= 0.2


# === CONTROL === #


def test_the_control_endpoint(gateway):
    control = f"http://127.0.0.1:{gateway.port}/control"
    assert set(requests.get(control, timeout=PATIENCE).json()["behaviours"]) == set(BEHAVIOURS)
    requests.post(
        f"{control}/behaviour", json={"behaviour": "http_429", "count": 1, "retry_after": 9}, timeout=PATIENCE
    )
    refused = requests.post(gateway.url("http"), data=values(gateway), timeout=PATIENCE)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "9")
    requests.post(gateway.url("http"), data=values(gateway), timeout=PATIENCE)
    assert requests.get(f"{control}/journal", timeout=PATIENCE).json() == gateway.journal
    assert requests.get(f"{control}/counters", timeout=PATIENCE).json()["taken"] == 1
    requests.post(
        f"{control}/credentials", json={"user": "a", "password": "b", "refusal": "401"}, timeout=PATIENCE
    )
    assert (
        requests.post(gateway.url("http"), data={**MESSAGE, "UserName": "x"}, timeout=PATIENCE).status_code
        == 401
    )
    requests.post(f"{control}/reset", timeout=PATIENCE)
    assert gateway.journal == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("behaviour", '{"behaviour": "no such"}'),
        ("behaviour", "{"),
        ("behaviour", "[]"),
        ("behaviour", "{}"),
        ("credentials", '{"user": "a"}'),
        ("delay", '{"seconds": "x"}'),
    ],
)
def test_a_control_that_cannot_be_understood_is_said(gateway, path, body):
    reply = requests.post(f"http://127.0.0.1:{gateway.port}/control/{path}", data=body, timeout=PATIENCE)
    assert reply.status_code == 400
    assert reply.json()["error"]


def test_an_unknown_control_shows_the_usage(gateway):
    reply = requests.get(f"http://127.0.0.1:{gateway.port}/control/nothing", timeout=PATIENCE)
    assert (reply.status_code, "usage" in reply.json()) == (404, True)


# === LIFE === #


def test_stopped_it_breaks_off_and_started_again_it_has_its_port_and_journal(tmp_path):
    file = tmp_path / "journal"
    with Gateway(journal=file) as gateway:
        url = gateway.url("http")
        with socket.create_connection(("127.0.0.1", gateway.port)) as waiting:
            requests.post(url, data=values(gateway), timeout=PATIENCE)
            gateway.stop()
            waiting.settimeout(PATIENCE)
            assert not waiting.recv(1)
        with pytest.raises(requests.ConnectionError):
            requests.post(url, data=values(gateway), timeout=PATIENCE)
        gateway.start()
        requests.post(url, data=values(gateway), timeout=PATIENCE)
        assert [json.loads(line) for line in file.read_text().splitlines()] == gateway.journal
        assert len(gateway.journal) == 2


def test_a_port_in_use_is_an_error_at_the_start(gateway):
    with pytest.raises(OSError, match="in use"):
        Gateway(port=gateway.port).start()


def test_as_a_process_it_survives_in_its_journal(tmp_path):
    file = tmp_path / "journal"
    with GatewayProcess(journal=file, tls=True, user="someone", password="secret of theirs") as gateway:
        assert (
            requests.post(gateway.url("http"), data=values(gateway), timeout=PATIENCE).text
            == "Message Queued"
        )
        secure = requests.post(
            gateway.url("http", tls=True), data=values(gateway), verify=gateway.ca_file, timeout=PATIENCE
        )
        assert secure.text == "Message Queued"
        assert len(gateway.journal) == 2
        gateway.behave("silence", count=1)
        with pytest.raises(requests.Timeout):
            requests.post(gateway.url("http"), data=values(gateway), timeout=0.2)
        # The request may arrive after nobody waits for its answer.
        wait_until(lambda: len(gateway.journal) == 3)
        os.kill(gateway.pid, signal.SIGKILL)
        gateway.stop()
        assert len(file.read_text().splitlines()) == 3
        url = gateway.url("http")
        gateway.start()
        assert gateway.url("http") == url
        assert requests.post(url, data=values(gateway), timeout=PATIENCE).text == "Message Queued"
        assert len(gateway.journal) == 1
        assert len(file.read_text().splitlines()) == 4


def test_a_process_that_cannot_start_says_why(gateway):
    done = subprocess.run(
        [sys.executable, "-m", "dev.gateway", "--port", str(gateway.port)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("the gateway cannot start: ")
    assert done.stdout == ""


def test_a_process_ends_with_the_one_that_started_it():
    script = """
import os, subprocess, sys
pipe = subprocess.PIPE
process = subprocess.Popen([sys.executable, "-m", "dev.gateway"], stdin=pipe, stdout=pipe)
print(process.stdout.readline().decode())
os._exit(1)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    pid = json.loads(done.stdout)["pid"]
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"))

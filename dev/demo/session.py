# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Odoo as a person has it: a server of its own process, and a session over HTTP, as the web client's."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from dev.setup import Environment, Progress, SetupError
from dev.setup.console import failure_text

LOGIN = PASSWORD = "admin"
SECONDS = 900  # for one answer: enrolling very many people is one
# Where a deployment fixes its account outside the database: here it would override the demo's.
SERVER_OPTIONS = ("WISERV_API_URL", "WISERV_USER_NAME", "WISERV_PASSWORD")
NO_MAIL = ("--smtp", "127.0.0.1", "--smtp-port", "9")  # where nobody listens: no e-mail can leave


class Session:
    """Calls methods on the server, with the rights of the user who is logged in."""

    def __init__(self, url: str, log: Path):
        self._url = url
        self._log = log
        self._http = requests.Session()
        self._http.trust_env = False  # no proxy stands between this machine and itself

    def login(self, db: str) -> None:
        """:raise SetupError: the administrator's password is not the one of a new database"""
        values = {"db": db, "login": LOGIN, "password": PASSWORD}
        if not self._post("/web/session/authenticate", values, "the login").get("uid"):
            raise SetupError(
                f"The administrator of the database {db} no longer has the password {PASSWORD!r}.\n"
                "  What to do: change it back, or make a new database with make demo FRESH=1."
            )

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """What `method` returns; records as their ids.

        :param args: for a method of records, their ids come first
        :raise SetupError: the server refused; says why in its own words
        """
        values = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._post("/web/dataset/call_kw", values, f"{model}.{method}")

    def create(self, model: str, values: dict) -> int:
        (record_id,) = self.call(model, "create", [values])
        return record_id

    def xmlid(self, module: str, name: str) -> int:
        domain = [("module", "=", module), ("name", "=", name)]
        (row,) = self.call("ir.model.data", "search_read", domain, ["res_id"])
        return row["res_id"]

    def _post(self, path: str, params: dict, what: str) -> Any:
        try:
            reply = self._http.post(self._url + path, json={"params": params}, timeout=SECONDS)
            reply.raise_for_status()
            answer = reply.json()
        except (requests.RequestException, ValueError) as error:
            sentence = f"Odoo gave no answer to {what} ({type(error).__name__})."
            raise SetupError(failure_text(sentence, self._log, "mend what the log names")) from None
        if "error" in answer:
            raise SetupError(f"Odoo refused {what}: {answer['error']['data']['message']}\n  Log: {self._log}")
        return answer.get("result")


@contextmanager
def open_session(env: Environment) -> Iterator[Session]:
    """Start Odoo with its cron on the demo database, log in, and stop it at the end."""
    for name in SERVER_OPTIONS:
        os.environ.pop(name, None)
    log = env.logs / "demo.log"
    log.unlink(missing_ok=True)
    port = str(env.free_port())
    url = f"http://127.0.0.1:{port}"
    options = [*NO_MAIL, "--limit-time-real", str(SECONDS)]
    odoo = env.start_odoo(["-d", env.demo_db, "--http-port", port, *options], log)
    try:
        with Progress(f"Starting Odoo with its cron, log in {log}"):
            env.wait_for_http(f"{url}/web/health", odoo, log)
        session = Session(url, log)
        session.login(env.demo_db)
        yield session
    finally:
        env.stop(odoo)

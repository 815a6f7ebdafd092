# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The gateway as a process of its own, steered over its control endpoint."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

ROOT = Path(__file__).resolve().parents[2]


class GatewayProcess:
    """Start ``python -m dev.gateway`` and speak with it; a context manager with the methods of ``Gateway``.

    :param options: the command's, without dashes: ``delay=0.05, journal="…", tls=True, port=…``
    :raise RuntimeError: the process ended before it listened
    """

    def __init__(self, **options):
        self._options = options
        self._process = None
        self._opener = build_opener(ProxyHandler({}))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exc):
        self.stop()

    def start(self):
        command = [sys.executable, "-m", "dev.gateway"]
        for name, value in self._options.items():
            option = "--" + name.replace("_", "-")
            command += [option] if value is True else [option, str(value)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the gateway ended with status {self._process.wait()}")
        ready = json.loads(line)
        self.user, self.password, self.ca_file = ready["user"], ready["password"], ready["ca_file"]
        self.port, self.pid, self._urls = ready["port"], self._process.pid, ready["urls"]
        # the same port when it is started again
        self._options.update(port=ready["port"])
        if ready["tls_port"]:
            self._options.update(tls_port=ready["tls_port"])

    def stop(self):
        """End it, and every conversation that is under way; :meth:`start` brings it back on the same port."""
        self._process.terminate()
        self._process.communicate()

    def url(self, kind="soap", tls=False):
        return self._urls[f"{kind}_tls" if tls else kind]

    @property
    def journal(self):
        return self._ask("journal")

    @property
    def counters(self):
        return self._ask("counters")

    def behave(self, behaviour, **rule):
        self._ask("behaviour", {"behaviour": behaviour, **rule})

    def set_delay(self, seconds):
        self._ask("delay", {"seconds": seconds})

    def set_credentials(self, user, password, refusal="reply"):
        self._ask("credentials", {"user": user, "password": password, "refusal": refusal})
        self.user, self.password = user, password

    def reset(self, seed=None):
        self._ask("reset", {"seed": seed})

    def _ask(self, name, data=None):
        body = None if data is None else json.dumps(data).encode()
        request = Request(f"http://127.0.0.1:{self.port}/control/{name}", data=body)
        with self._opener.open(request, timeout=30) as reply:
            return json.load(reply)

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The test's side of the nursery: calls that run in processes of their own, to be waited for, frozen or killed."""

import json
import os
import select
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path


class Nursery:
    """Start ``dev.faults.nursery`` for a database; a context manager.

    :param env: the checkout's Environment
    :param folder: a Path for logs and results
    :param pg_env: another PostgreSQL server than the Environment's
    :param scenes: the module whose functions are called
    """

    def __init__(self, env, db, folder, pg_env=None, scenes="dev.faults.scenes"):
        self._folder = folder
        self._count = 0
        self.log = folder / "nursery.log"
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                [env.python, "-m", "dev.faults.nursery", db, scenes],
                cwd=env.root,
                env=env.process_env | (pg_env or {}),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._process.stdin.close()
        self._process.wait()

    def begin(self, call, **arguments):
        """Call a scene in a new process, and return it as a :class:`Child`."""
        self._count += 1
        result = self._folder / f"result-{self._count}"
        command = {"call": call, "arguments": arguments, "result": str(result)}
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        if answer == "ready":
            answer = self._process.stdout.readline().strip()
        if not answer:
            raise RuntimeError(
                f"the nursery ended with status {self._process.wait()}:\n{self.log.read_text()}"
            )
        return Child(int(answer), call, result)

    def call(self, call, **arguments):
        """The same, and wait for what it returns."""
        return self.begin(call, **arguments).value()


class Child:
    def __init__(self, pid, call, result):
        self.pid = pid
        self._call = call
        self._result = result

    @property
    def ended(self):
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def send(self, number):
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def freeze(self):
        """SIGSTOP; returns when all of its threads stand still. It goes on with SIGCONT."""
        self.send(signal.SIGSTOP)
        wait_until(lambda: set(self._thread_states()) == {"T"})

    def _thread_states(self):
        for stat in Path(f"/proc/{self.pid}/task").glob("*/stat"):
            # One that ends meanwhile runs no more either.
            with suppress(OSError):
                yield stat.read_text().rpartition(") ")[2][0]

    def kill(self):
        """SIGKILL; returns when the process is gone."""
        self.send(signal.SIGKILL)
        self.wait()

    def wait(self, seconds=120):
        """Wait for its end.

        :raise TimeoutError: it lives on
        """
        try:
            handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return
        try:
            poll = select.poll()
            poll.register(handle, select.POLLIN)
            if not poll.poll(seconds * 1000):
                raise TimeoutError(f"{self._call} still runs after {seconds} s")
        finally:
            os.close(handle)

    def value(self, seconds=120):
        """Wait for its end and return what the scene returned.

        :raise RuntimeError: it raised, or was killed
        """
        self.wait(seconds)
        if not self._result.exists():
            raise RuntimeError(f"{self._call} was killed")
        answer = json.loads(self._result.read_text())
        if "error" in answer:
            raise RuntimeError(f"{self._call} failed:\n{answer['error']}")
        return answer["value"]


def wait_until(condition, seconds=60, every=0.01):
    """Wait until ``condition()`` is true, and return it.

    :raise TimeoutError: it never was
    """
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s: {condition}")
        time.sleep(every)
    return value

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What a developer reads while set-up works: steps, progress, and failures in plain words."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

SECONDS_BETWEEN_LINES = 10  # where output is no terminal, progress is a line at most this often
LINES_OF_LOG_SHOWN = 15


class SetupError(Exception):
    """A failure that a developer can mend: its text says what failed and what to do; no more is shown."""


def say(text: str) -> None:
    """Print a line on standard error, which leaves standard output to results and to scripts."""
    print(text, file=sys.stderr, flush=True)


class Progress:
    """One step on the screen: its title, how far it is while it runs, and its time when it is done.

    A step that raises is closed with "failed"; the exception goes on.
    """

    def __init__(self, title: str):
        self.title = title
        self._terminal = sys.stderr.isatty()
        self._shown = ""
        self.failed = False

    def __enter__(self) -> "Progress":
        self._start = self._last_line = time.monotonic()
        say(f"▸ {self.title} …")
        return self

    def update(self, text: str) -> None:
        if text == self._shown:
            return
        now = time.monotonic()
        if self._terminal:
            sys.stderr.write(f"\r\x1b[K  {text[:110]}")
            sys.stderr.flush()
        elif now - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = now
            say(f"  {text}")
        self._shown = text

    def __exit__(self, exc_type, exc, traceback) -> None:
        if self._terminal and self._shown:
            sys.stderr.write("\r\x1b[K")
        seconds = time.monotonic() - self._start
        say(f"  {'failed after' if exc_type or self.failed else 'done in'} {seconds:.0f} s")


def run_logged(
    title: str,
    command: Sequence[str | Path],
    log: Path,
    progress: Callable[[str], str | None] = lambda line: None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> int:
    """Run a command as one step, its output going to `log`; its exit status.

    :param progress: turns a line of output into what to show of it, or None
    """
    with Progress(title) as step, log.open("w") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=env,
            cwd=cwd,
        )
        try:
            for line in process.stdout:
                output.write(line)
                output.flush()
                if shown := progress(line):
                    step.update(shown)
        except BaseException:
            process.terminate()
            raise
        finally:
            process.stdout.close()
            status = process.wait()
        if status:
            step.failed = True
        return status


def run_step(title: str, command: Sequence[str | Path], log: Path, what_to_do: str, *args, **kwargs) -> None:
    """The same for a command that must succeed.

    :raise SetupError: the command is missing or failed; names the log, its last lines and `what_to_do`
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    try:
        status = run_logged(title, command, log, *args, **kwargs)
    except FileNotFoundError as error:
        raise SetupError(f"{title}: the program {command[0]} is missing. {what_to_do}") from error
    if status:
        raise SetupError(failure_text(f"{title}: failed with exit status {status}.", log, what_to_do))


def failure_text(sentence: str, log: Path, what_to_do: str) -> str:
    """What failed, the end of its log, where the log is, and what to do."""
    lines = log.read_text(errors="replace").rstrip().splitlines()[-LINES_OF_LOG_SHOWN:]
    shown = "\n".join(f"    {line}" for line in lines)
    return f"{sentence}\n{shown}\n  Whole log: {log}\n  What to do: {what_to_do}"

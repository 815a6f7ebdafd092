# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What every runner reports: counts that add up, and each failure in words."""

from dataclasses import dataclass, field
from pathlib import Path

LINES_SHOWN = 25


@dataclass
class Result:
    """The outcome of one runner: every check is passed, failed or skipped."""

    runner: str
    log: Path
    passed: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)  # name, reason
    failed: list[tuple[str, str]] = field(default_factory=list)  # name, message

    def require_tests(self) -> "Result":
        """A runner that ran nothing has failed."""
        if not self.passed and not self.skipped and not self.failed:
            self.failed.append((self.runner, "no test was run"))
        return self

    def show(self) -> None:
        for name, message in self.failed:
            lines = message.strip().splitlines()
            print(f"\nFAILED {name}")
            print(*(f"    {line}" for line in lines[-LINES_SHOWN:]), sep="\n")
        for name, reason in self.skipped:
            print(f"\nSKIPPED {name}: {reason}")
        counts = f"{self.passed} passed, {len(self.failed)} failed, {len(self.skipped)} skipped"
        print(f"\n{self.runner}: {counts}    log: {self.log}\n", flush=True)


def total(results: list[Result]) -> int:
    """Print the sum as the last line; the exit status that agrees with it."""
    passed = sum(result.passed for result in results)
    failed = sum(len(result.failed) for result in results)
    skipped = sum(len(result.skipped) for result in results)
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed or skipped or not passed else 0

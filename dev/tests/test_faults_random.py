# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Faults in an order that nobody thought of. A failure prints FAULT_SEED=…; with that variable it comes again."""

import signal
import time
from collections import Counter

from dev.faults.children import wait_until

pytest_plugins = ["dev.faults.fixtures"]

SECONDS = 12
MESSAGES = 600
MISBEHAVED_MOST = 10
UNCLEAR = ["silence", "close", "reset", "cut_off", "http_500", "html", "empty"]
BEHAVIOURS = [*UNCLEAR, "http_503", "http_429", "fault"]


class Schedule:
    """Two dispatchers, and what may happen to them and to the gateway."""

    def __init__(self, stage, chance):
        self.stage, self.chance = stage, chance
        self.doubtful_most = 0
        self.answers = Counter()
        self.children = [stage.start(), stage.start()]
        self.steps = [
            self.misbehave,
            self.misbehave,
            self.behave,
            self.kill,
            self.kill,
            self.stop,
            self.freeze,
            self.gateway_away,
            self.revoke,
            self.cut_sessions,
            self.queue_more,
            self.time_passes,
            self.time_passes,
        ]

    def step(self):
        step = self.chance.choice(self.steps)
        print(step.__name__)
        step()
        time.sleep(self.chance.uniform(0, 0.4))

    def misbehave(self):
        behaviour = self.chance.choice(BEHAVIOURS)
        options = {"retry_after": 1} if behaviour in ("http_503", "http_429") else {}
        taken = self.chance.choice([True, False]) if behaviour in UNCLEAR else None
        self.stage.gateway.behave(
            behaviour,
            probability=self.chance.uniform(0.05, 0.5),
            count=self.chance.randint(1, MISBEHAVED_MOST),
            taken=taken,
            **options,
        )

    def behave(self):
        self.stage.gateway.behave("late", count=20, seconds=self.chance.uniform(0, 0.5))

    def kill(self):
        nth = self.chance.randrange(2)
        self.children[nth].kill()
        self.doubtful_most += self.stage.in_flight
        self.children[nth] = self.stage.start()

    def stop(self):
        nth = self.chance.randrange(2)
        child = self.children[nth]
        # The first signal may come before the process listens to any.
        wait_until(lambda: child.send(signal.SIGINT) or child.ended, 20, every=0.2)
        self.children[nth] = self.stage.start()

    def freeze(self):
        child = self.chance.choice(self.children)
        child.send(signal.SIGSTOP)
        time.sleep(self.chance.uniform(0, 1.5))
        child.send(signal.SIGCONT)
        # Its answers may have come after the time-out.
        self.doubtful_most += self.stage.connections

    def gateway_away(self):
        # Those that it answers after it was asked, and those in flight when it goes.
        self.doubtful_most += MISBEHAVED_MOST + 2 * self.stage.connections
        self.answers += self.stage.gateway.counters
        self.stage.gateway.stop()
        time.sleep(self.chance.uniform(0, 0.5))
        self.stage.gateway.start()

    def revoke(self):
        user, password = self.stage.gateway.user, self.stage.gateway.password
        self.stage.gateway.set_credentials(user, "revoked", self.chance.choice(["reply", "fault", "401"]))
        time.sleep(self.chance.uniform(0, 0.5))
        self.stage.gateway.set_credentials(user, password)
        self.stage.settings(password=password)

    def cut_sessions(self):
        self.stage.outbox.cut()
        self.children = [self.stage.start() if child.ended else child for child in self.children]

    def queue_more(self):
        self.stage.queue(self.chance.choice([1, 1, 20, 50]))

    def time_passes(self):
        self.stage.outbox.later()


def test_a_random_schedule(stage, chance):
    stage.gateway.set_delay(0.01)
    stage.settings(max_attempts=100, timeout=1)
    stage.queue(MESSAGES)
    schedule = Schedule(stage, chance)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        schedule.step()
    stage.end_children()
    schedule.doubtful_most += 2 * stage.in_flight
    schedule.answers += stage.gateway.counters
    unclear = sum(count for name, count in schedule.answers.items() if name.partition(":")[2] in UNCLEAR)
    stage.gateway.reset()
    stage.gateway.set_delay(0)
    for _nth in range(20):
        stage.outbox.later()
        stage.dispatch()
        if not stage.outbox.states().get("queued"):
            break
    rows = stage.check(doubtful_most=schedule.doubtful_most + unclear)
    assert {row.state for row in rows} <= {"accepted", "failed", "unknown"}
    assert {row.failure_reason for row in rows if row.state == "failed"} <= {
        "The gateway refused the message."
    }

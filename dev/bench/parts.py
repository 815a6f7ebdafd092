# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Each part yields rows: figures by name."""

import statistics

from dev.faults.children import wait_until

from . import baselines
from .scratch import scratch

CONNECTIONS = 16
# What the dispatcher is given at a gateway's delay (seconds): messages for those who send in parallel, and for the
# one who does not; rounds.
LOADS = {0.05: (6_000, 100, 1), 0.0: (8_000, 1_000, 3)}


def queueing(env):
    """Visits announced by one write: messages per second, and whether queries grow with their number.

    10,000 are a mass: the write ends before its messages are made. Baseline: the same write while nobody is told.
    """
    for count in (1_000, 10_000):
        with scratch(env, "queueing") as site:
            seconds = site.call("announce", sender=site.sender, template=site.template, count=count)
            yield {
                "messages": count,
                "write_seconds": seconds["write"],
                "silent_write_seconds": seconds["silent"],
                "per_second": count / seconds["outbox"],
                "queries_per_1000": 1000 * seconds["queries"] / count,
            }


def dispatching(env):
    """From the outbox to the recorded outcome, against clients without a database and a raw one.

    The stand-in is not the limit as long as ``raw`` is well above the rest at no delay.
    """
    for delay, (count, few, rounds) in LOADS.items():
        with scratch(env, "dispatching", delay=delay, connections=CONNECTIONS) as site:
            figures = [_round(env, site, count, few) for _nth in range(rounds)]
        median = {name: statistics.median(figure[name] for figure in figures) for name in figures[0]}
        yield {
            "delay_ms": int(1000 * delay),
            **{f"{name}_per_second": value for name, value in median.items()},
            "of_raw": median["dispatcher"] / median["raw"],
            "of_requests": median["dispatcher"] / median["requests"],
            "times_sequential": median["dispatcher"] / median["sequential"],
        }


def _round(env, site, count, few):
    site.call("fill", sender=site.sender, template=site.template, count=count)
    run = site.call("dispatch")
    if run["handled"] != count:
        raise RuntimeError(f"{run['handled']} of {count} messages were handled.")
    env.psql(site.db, "TRUNCATE sms_wiserv_message CASCADE")
    return {
        "dispatcher": count / run["seconds"],
        "requests": baselines.bare_requests(site.gateway, count, CONNECTIONS),
        "raw": baselines.raw(site.gateway, 10, CONNECTIONS),
        "sequential": baselines.sequential(site.gateway, few),
    }


def mass(env):
    """An event about very many: when the click is answered, how fast messages follow, in how much memory."""
    for count in (10_000, 100_000, 1_000_000):
        with scratch(env, "mass") as site:
            site.call("people_of_a_mass", sender=site.sender, template=site.template, count=count)
            # The click and the making of messages are two processes' business, as on a server.
            clicked = site.call("click", sender=site.sender)
            yield {"people": count, **clicked, **site.call("make_messages", count=count)}


def screens(env):
    """The addon's screens with a million messages and as many people not told, each opened once: slowest first.

    A sender's own also while all of them wait.
    """
    count = 1_000_000
    with scratch(env, "screens") as site:
        site.call("fill", sender=site.sender, template=site.template, count=count)
        waiting = site.call("screens", sender=site.sender, menu=False)
        site.call("settle", sender=site.sender)
        taken = site.call("screens", sender=site.sender)
        taken |= {f"{name}, all waiting": ms for name, ms in waiting.items()}
        for name in sorted(taken, key=taken.get, reverse=True):
            yield {"messages": count, "screen": name, "ms": taken[name]}


def cpu(env):
    """User and system time of the dispatching process at a gateway that answers at once."""
    with scratch(env, "cpu", connections=CONNECTIONS) as site:
        runs = []
        for _nth in range(3):
            site.call("fill", sender=site.sender, template=site.template, count=8_000)
            runs.append(site.call("dispatch"))
            env.psql(site.db, "TRUNCATE sms_wiserv_message CASCADE")
    yield {"cpu_ms_per_message": statistics.median(run["cpu_ms_per_message"] for run in runs)}


def scale(env):
    """Whether claims, speed and memory stay what they are when the queue grows."""
    for count in (1_000, 100_000, 1_000_000):
        with scratch(env, "scale") as site:
            site.call("fill", sender=site.sender, template=site.template, count=count)
            claims = site.call("claim", sender=site.sender)
            run = site.call("dispatch", seconds=20)
            yield {
                "queued": count,
                **claims,
                "per_second": steady(site.gateway.journal),
                "memory_mib": run["memory_mib"],
            }


def urgent(env):
    """How long one message waits behind a mass that is being sent."""
    waiting = 100_000
    with scratch(env, "urgent", delay=0.05) as site:
        site.call("fill", sender=site.sender, template=site.template, count=waiting)
        run = site.begin("dispatch", seconds=15)
        wait_until(lambda: site.gateway.counters.get("taken"))
        site.call("queue", sender=site.sender, first=1, count=1)
        run.value()
        [(number, body, queued_at)] = env.psql(
            site.db,
            "SELECT number, body, extract(epoch FROM queued_at AT TIME ZONE 'UTC')::float FROM sms_wiserv_message"
            " WHERE priority = '1'",
        )
        [sent_at] = [
            entry["time"]
            for entry in site.gateway.journal
            if (entry["number"], entry["text"]) == (number, body)
        ]
        yield {"waiting": waiting, "seconds_to_the_gateway": sent_at - queued_at}


def steady(journal):
    """Return messages per second in the middle half of a run, without the time in which it begins and ends.

    :param journal: the stand-in's, each entry with its ``time`` in seconds
    """
    times = sorted(entry["time"] for entry in journal)
    first, last = len(times) // 4, 3 * len(times) // 4
    return (last - first) / (times[last] - times[first])

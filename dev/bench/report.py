# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import json
import os
import platform
from datetime import date

from . import parts
from .hosts import hosts

PARTS = {
    "queueing": parts.queueing,
    "dispatching": parts.dispatching,
    "scale": parts.scale,
    "urgent": parts.urgent,
    "mass": parts.mass,
    "screens": parts.screens,
    "cpu": parts.cpu,
    "hosts": hosts,
}


def main(env):
    """Run all parts, or those that PARTS names (separated by commas); print JSON lines, then a table."""
    wanted = os.environ.get("PARTS", ",".join(PARTS)).split(",")
    if unknown := set(wanted) - PARTS.keys():
        print(f"PARTS: there is no {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
        return 2
    rows = [{"part": "machine", **machine()}]
    print(json.dumps(rows[0]))
    for name in wanted:
        for row in PARTS[name](env):
            rows.append({"part": name, **row})
            print(json.dumps(rows[-1]), flush=True)
    print()
    for row in rows:
        figures = ", ".join(f"{key} {_short(value)}" for key, value in row.items() if key != "part")
        print(f"{row['part']:<12} {figures}")
    return 0


def machine():
    with open("/proc/cpuinfo") as info:
        models = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    return {
        "date": date.today().isoformat(),
        "processor": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _short(value):
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value

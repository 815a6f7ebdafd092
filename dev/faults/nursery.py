# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""``python -m dev.faults.nursery DATABASE MODULE``: Odoo with the registry loaded, which forks a child for each call.

Dispatcher processes that start in some hundredths of a second, where a whole Odoo would take seconds.
Standard input brings one JSON object a line, ``{"call", "arguments", "result"}``: the name of a function in
the module, its keyword arguments, and the path for a JSON file with what it returned. Standard output
gives the child's process id for each. At the end of input all children are killed.
"""

import gc
import importlib
import json
import os
import random
import signal
import sys
import traceback
from pathlib import Path

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config


def main(db, module):
    config.parse_config(["-d", db, "--no-http", "--log-level", "info"], setup_logging=True)
    Registry(db)
    # It imports an addon, which can be found by now.
    scenes = importlib.import_module(module)
    sql_db.close_all()
    # So that no child's garbage collector touches, and thereby copies, what they share.
    gc.freeze()
    # Children that nobody waits for leave no zombies, and their process ids tell whether they live.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        pid = os.fork()
        if not pid:
            os._exit(run(scenes, db, **command))
        print(pid, flush=True)
    os.killpg(0, signal.SIGKILL)


def run(scenes, db, call, arguments, result):
    """Call a scene in a process that holds nothing of its parent's; return the exit status."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    random.seed()
    partial = Path(result + ".partial")
    try:
        registry = Registry(db).check_signaling()
        with registry.cursor() as cr:
            value = getattr(scenes, call)(api.Environment(cr, SUPERUSER_ID, {}), **arguments)
        partial.write_text(json.dumps({"value": value}))
    except BaseException:  # whatever it is, the test that called is told
        partial.write_text(json.dumps({"error": traceback.format_exc()}))
        return 1
    finally:
        sql_db.close_all()
        partial.rename(result)
    return 0


if __name__ == "__main__":
    main(*sys.argv[1:])

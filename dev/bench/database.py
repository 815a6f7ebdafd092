# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import json
import tempfile
from contextlib import contextmanager
from pathlib import Path

PREPARE = """
import json, sys
sys.path.append({root!r})
from dev.bench import in_odoo
result = in_odoo.{function}(env, **json.loads({arguments!r}))
with open({answer!r}, "w") as answer:
    json.dump(result, answer)
"""


@contextmanager
def scratch(env, name, modules=()):
    """Yield the name of a fresh database with the door, the engine and ``modules``; it is dropped at the end."""
    db = env.own_name(f"bench_{name}")
    env.install_demo_db(db, fresh=True)
    if modules:
        log = env.logs / f"bench-install-{name}.log"
        env.run_odoo(["-d", db, "-i", ",".join(modules), "--stop-after-init", "--no-http"], log)
    try:
        yield db
    finally:
        env.drop_db(db)


def in_odoo(env, db, function, **arguments):
    """Call a function of :mod:`dev.bench.in_odoo` in an Odoo process of its own; return what it returns."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        script = PREPARE.format(
            root=str(env.root), function=function, arguments=json.dumps(arguments), answer=str(answer)
        )
        log = env.logs / f"bench-{function}.log"
        env.run_odoo(["shell", "-d", db, "--no-http", "--log-level=warn"], log=log, stdin=script)
        if not answer.exists():
            raise RuntimeError(f"{function} gave no answer; see {log}")
        return json.loads(answer.read_text())


def account(gateway):
    """What :func:`in_odoo.configure` needs to know of a gateway."""
    return {"url": gateway.url("soap"), "user": gateway.user, "password": gateway.password}

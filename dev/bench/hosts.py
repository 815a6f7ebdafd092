# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from contextlib import contextmanager

from dev.faults.balancer import Balancer
from dev.faults.children import wait_until
from dev.gateway import GatewayProcess
from dev.setup import servers

from .database import account, in_odoo, scratch
from .pace import steady

# So slow that two hosts on one machine do not fight for its processors, which hosts of their own would have.
DELAY = 0.2  # seconds
MESSAGES = 4_000
PATIENCE = 300  # seconds


def measure(env):
    """One and two servers with job runners on one database: messages per second, from the first to the last."""
    with GatewayProcess(delay=DELAY) as gateway, scratch(env, "hosts") as db:
        log = env.logs / "bench-hosts-install.log"
        env.run_odoo(["-d", db, "-i", "queue_job", "--stop-after-init", "--no-http"], log=log)
        ids = in_odoo(env, db, "configure", **account(gateway))
        speeds = {}
        for count in (1, 2):
            with _hosts(env, db, count):
                in_odoo(env, db, "fill", sender=ids["sender"], count=MESSAGES)
                in_odoo(env, db, "wake")
                speeds[count] = _speed(gateway)
            env.psql(db, "TRUNCATE sms_wiserv_message CASCADE")
            env.psql(db, "DELETE FROM queue_job")
            gateway.reset()
            yield {
                "hosts": count,
                "delay_ms": int(1000 * DELAY),
                "per_second": speeds[count],
                "times_one_host": speeds[count] / speeds[1],
            }


@contextmanager
def _hosts(env, db, count):
    """Servers in process groups and on ports of their own, behind one load balancer."""
    ports = [env.free_port() for _nth in range(count)]
    with Balancer(ports) as balancer:
        options = ["-d", db, "--workers", "0", "--max-cron-threads", "0", "--load", "web,queue_job"]
        processes = []
        try:
            for port in ports:
                command = [*env.odoo_bin, *options, "--http-port", str(port)]
                log = env.logs / f"bench-host-{port}.log"
                processes.append(servers.start(command, log, env.process_env | balancer.job_runner(count)))
                env.wait_for_http(f"http://127.0.0.1:{port}/web/health", processes[-1], log)
            yield
        finally:
            for process in processes:
                env.stop(process)


def _speed(gateway):
    wait_until(lambda: gateway.counters.get("taken", 0) >= MESSAGES, PATIENCE, every=0.5)
    # Hosts begin and end one after the other.
    return steady(gateway.journal)

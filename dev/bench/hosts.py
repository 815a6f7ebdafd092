# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from contextlib import contextmanager

from dev.faults.balancer import Balancer
from dev.faults.children import wait_until
from dev.setup import servers

from .parts import steady
from .scratch import scratch

# So slow that two hosts on one machine do not fight for its processors, which hosts of their own would have.
DELAY = 0.2  # seconds
MESSAGES = 4_000
PATIENCE = 300  # seconds


def hosts(env):
    """One and two servers with job runners on one database: messages per second."""
    with scratch(env, "hosts", suite="queue_job", delay=DELAY) as site:
        speeds = {}
        for count in (1, 2):
            with _servers(env, site.db, count):
                site.call("fill", sender=site.sender, template=site.template, count=MESSAGES)
                # It wakes the dispatchers, as every event does.
                site.call("queue", sender=site.sender, first=1, count=1)
                wait_until(lambda: site.gateway.counters.get("taken", 0) > MESSAGES, PATIENCE, every=0.5)
                speeds[count] = steady(site.gateway.journal)
            env.psql(site.db, "TRUNCATE sms_wiserv_message CASCADE")
            env.psql(site.db, "DELETE FROM queue_job")
            site.gateway.reset()
            yield {
                "hosts": count,
                "delay_ms": int(1000 * DELAY),
                "per_second": speeds[count],
                "times_one_host": speeds[count] / speeds[1],
            }


@contextmanager
def _servers(env, db, count):
    """Servers in process groups and on ports of their own, behind one load balancer."""
    ports = [env.free_port() for _nth in range(count)]
    options = ["-d", db, "--workers", "0", "--max-cron-threads", "0", "--load", "web,queue_job"]
    processes = []
    with Balancer(ports) as balancer:
        try:
            for port in ports:
                log = env.logs / f"bench-host-{port}.log"
                command = [*env.odoo_bin, *options, "--http-port", str(port)]
                processes.append(servers.start(command, log, env.process_env | balancer.job_runner(count)))
                env.wait_for_http(f"http://127.0.0.1:{port}/web/health", processes[-1], log)
            yield
        finally:
            for process in processes:
                env.stop(process)

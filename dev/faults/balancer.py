# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What stands in front of several Odoo servers: connections go to them in turn, past those that are down."""

import asyncio
import threading
from itertools import cycle


class Balancer:
    """A TCP load balancer on this machine, in a thread; a context manager.

    :param ports: of the servers on 127.0.0.1
    """

    def __init__(self, ports):
        self._turns = cycle(ports)
        self._count = len(ports)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="balancer", daemon=True)
        self.port = None

    def __enter__(self):
        self._thread.start()
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop
        )
        self.port = server.result().sockets[0].getsockname()[1]
        return self

    def __exit__(self, *exc):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def job_runner(self, capacity):
        """Environment variables for queue_job's job runner: its calls come through here.

        :param capacity: of the dispatchers' channel
        """
        return {
            "ODOO_QUEUE_JOB_CHANNELS": f"root:4,root.wiserv:{capacity}",
            "ODOO_QUEUE_JOB_HOST": "127.0.0.1",
            "ODOO_QUEUE_JOB_PORT": str(self.port),
        }

    async def _serve(self, reader, writer):
        for _nth in range(self._count):
            try:
                back_reader, back_writer = await asyncio.open_connection("127.0.0.1", next(self._turns))
            except OSError:
                continue
            await asyncio.gather(self._copy(reader, back_writer), self._copy(back_reader, writer))
            return
        writer.close()

    @staticmethod
    async def _copy(reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass  # one side is gone: so is the other
        finally:
            writer.close()

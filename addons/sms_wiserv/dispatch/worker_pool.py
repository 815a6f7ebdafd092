# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import queue
import threading


class WorkerPool:
    """Threads that take jobs from one queue and put ``(job, result)`` into another.

    ``work(job)`` runs in the threads; it must not raise, and must not touch Odoo.
    Threads are started as jobs come, ``size`` at most. All other methods belong to one owner thread.
    """

    def __init__(self, size, work, finished, name):
        self.size = size
        self._work = work
        self._finished = finished
        self._name = name
        self._jobs = queue.SimpleQueue()
        self._threads = []

    def put(self, job):
        self._jobs.put(job)
        if len(self._threads) < self.size:
            thread = threading.Thread(
                target=self._run, name=f"{self._name}-{len(self._threads)}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def take_back(self):
        """Return the jobs that no thread has begun; they will not be run."""
        jobs = []
        while True:
            try:
                jobs.append(self._jobs.get_nowait())
            except queue.Empty:
                return jobs

    def close(self):
        """Let the threads end after the jobs that they were given."""
        for _thread in self._threads:
            self._jobs.put(None)
        self._threads = []

    def _run(self):
        while (job := self._jobs.get()) is not None:
            self._finished.put((job, self._work(job)))

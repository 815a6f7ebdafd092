# Part of job_worker. License LGPL-3.0 or later (see LICENSE).


class RetryableJobError(Exception):
    """The job is to be done again, later."""

    def __init__(self, msg, seconds=None, ignore_retry=False):
        super().__init__(msg)
        self.seconds = seconds
        self.ignore_retry = ignore_retry

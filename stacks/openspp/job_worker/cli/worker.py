# Part of job_worker. License LGPL-3.0 or later (see LICENSE).
import json
import traceback

from odoo import SUPERUSER_ID, api, fields

from ..exception import RetryableJobError
from ..models.job_serialization import JobDecoder


class QueueWorker:
    def __init__(self, db_name, max_backoff_seconds=3600):
        self.db_name = db_name
        self.max_backoff_seconds = max_backoff_seconds

    def execute_job(self, cr, job_id):
        """Do a job as the user who asked for it: with that user's rights, language and company, and no more."""
        admin_env = api.Environment(cr, SUPERUSER_ID, {})
        job = admin_env["queue.job"].browse(job_id)
        user = job.user_id
        context = {"allowed_company_ids": job.company_id.ids, "company_id": job.company_id.id}
        context |= {key: user[key] for key in ("lang", "tz") if user[key]}
        env = api.Environment(cr, user.id, context)
        # For a transaction of its own, which a cursor of tests cannot have; Odoo's savepoints are hooks, too.
        env.flush_all()
        cr.execute("SAVEPOINT job")
        try:
            payload = json.loads(json.dumps(job.payload), cls=JobDecoder, env=env)
            records = env[payload["model"]].browse(payload["ids"])
            getattr(records, payload["method"])(*payload["args"], **payload["kwargs"])
            env.flush_all()
        except Exception as error:
            cr.execute("ROLLBACK TO SAVEPOINT job")
            cr.clear()
            self.handle_exception(job, error)
        else:
            job.state = "done"
            job._release_dependents()

    def handle_exception(self, job, error):
        """Put it off, whatever it was that went wrong; after so many times it has failed."""
        job.exc_info = traceback.format_exc()
        if not (isinstance(error, RetryableJobError) and error.ignore_retry):
            job.attempts += 1
        if job.max_retries and job.attempts > job.max_retries:
            job.state = "failed"
            job._fail_dependents()
            return
        seconds = getattr(error, "seconds", None)
        if seconds is None:
            seconds = min(10 * 2 ** max(job.attempts - 1, 0), self.max_backoff_seconds)
        job.scheduled_at = fields.Datetime.add(fields.Datetime.now(), seconds=seconds)
        job.state = "pending"

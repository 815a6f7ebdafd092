# Part of job_worker. License LGPL-3.0 or later (see LICENSE).
import json

from odoo import api, fields, models

from .job_serialization import JobEncoder

DEFAULT_MAX_RETRIES = 5
ACTIVE = ("waiting", "pending", "started")


class QueueJob(models.Model):
    _name = "queue.job"
    _description = "Queue Job"
    _order = "priority ASC, scheduled_at ASC NULLS LAST, id ASC"

    payload = fields.Json(required=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("pending", "Pending"),
            ("started", "Started"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        default="pending",
        index=True,
        required=True,
    )
    priority = fields.Integer(default=10)
    scheduled_at = fields.Datetime()
    channel = fields.Char()
    attempts = fields.Integer(readonly=True)
    max_retries = fields.Integer(default=DEFAULT_MAX_RETRIES)
    exc_info = fields.Text(readonly=True)
    identity_key = fields.Char(index=True)
    dependency_job_ids = fields.Json(readonly=True)
    pending_dependency_count = fields.Integer(readonly=True)
    run_on_failure = fields.Boolean(readonly=True)
    name = fields.Char("Description")
    user_id = fields.Many2one("res.users", default=lambda self: self.env.user)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    @api.model
    def enqueue(
        self,
        model_name,
        method_name,
        record_ids,
        args,
        kwargs,
        channel="root",
        max_retries=None,
        description=None,
        identity_key=None,
        dependency_job_ids=None,
        run_on_failure=False,
    ):
        """Make a job, unless one of this identity waits: as the user, who must have the right to."""
        if identity_key:
            same = [("identity_key", "=", identity_key), ("state", "in", ACTIVE)]
            if existing := self.search(same, limit=1):
                return existing
        payload = {
            "model": model_name,
            "method": method_name,
            "ids": list(record_ids),
            "args": list(args),
            "kwargs": kwargs,
        }
        return self.create(
            {
                "payload": json.loads(json.dumps(payload, cls=JobEncoder)),
                "state": "waiting" if dependency_job_ids else "pending",
                "channel": channel or "root",
                "max_retries": DEFAULT_MAX_RETRIES if max_retries is None else max_retries,
                "identity_key": identity_key,
                "name": description,
                "dependency_job_ids": dependency_job_ids,
                "pending_dependency_count": len(dependency_job_ids or ()),
                "run_on_failure": run_on_failure,
            }
        )

    def _release_dependents(self):
        """Let those go on that wait for this one and no other; what was for its failure is not needed."""
        for job in _dependents(self):
            job.pending_dependency_count -= 1
            if job.pending_dependency_count <= 0:
                job.state = "cancelled" if job.run_on_failure else "pending"

    def _fail_dependents(self):
        for job in _dependents(self):
            job.state = "pending" if job.run_on_failure else "failed"


def _dependents(job):
    waiting = job.search([("state", "=", "waiting"), ("dependency_job_ids", "!=", False)])
    return waiting.filtered(lambda other: job.id in other.dependency_job_ids)

# Part of job_worker. License LGPL-3.0 or later (see LICENSE).
{
    "name": "Job Worker (stand-in)",
    "summary": "What OpenSPP/odoo-job-worker declares of jobs and of the one who does them",
    "category": "Hidden/Tests",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["base", "web"],
    "data": ["security/security.xml", "security/ir.model.access.csv"],
}

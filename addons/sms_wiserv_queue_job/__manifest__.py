# Part of sms_wiserv_queue_job. License LGPL-3.0 or later (see LICENSE).
{
    "name": "SMS by Wiserv over Queue Job",
    "summary": "SMS are sent by OCA's queue_job: several dispatchers at once, on any number of hosts",
    "category": "Hidden/Tools",
    "version": "19.0.1.0.0",
    "author": "sms_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["sms_wiserv", "queue_job"],
    # OpenSPP's, whose jobs have a model of the same name.
    "excludes": ["job_worker"],
    "data": ["data/queue_job.xml"],
}

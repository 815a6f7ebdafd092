# Part of job_worker. License LGPL-3.0 or later (see LICENSE).
from . import models

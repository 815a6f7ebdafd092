# Part of sms_wiserv_queue_job. License LGPL-3.0 or later (see LICENSE).
from . import message

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import before, before_answer, before_left_out, before_preview, meaning, resend, resume, test_sms

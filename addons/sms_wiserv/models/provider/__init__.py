# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import res_company, message, door, sms_sms, sms_tracker, sms_composer, sms_template, ir_http

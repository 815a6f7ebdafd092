# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    res_company,
    message,
    door,
    unwilling,
    sms_sms,
    sms_actions,
    sms_tracker,
    sms_retention,
    sms_composer,
    sms_template,
)

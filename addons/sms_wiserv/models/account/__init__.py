# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import credentials, res_company, company_account, res_config_settings, sending_hours, otp_limits

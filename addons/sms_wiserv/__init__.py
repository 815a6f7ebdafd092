# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import models
from . import wizard
from .hooks import uninstall_hook
from .tools.password_log_filter import hide_password_in_logs
from .tools.sql_log_filter import hide_values_in_logs

hide_password_in_logs()
hide_values_in_logs()

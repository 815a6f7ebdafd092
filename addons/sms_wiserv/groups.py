# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The groups that fields and methods name; what each may do is in ``security/``."""

USER = "sms_wiserv.group_sms_user"
OFFICER = "sms_wiserv.group_sms_officer"
ADMINISTRATOR = "sms_wiserv.group_sms_administrator"

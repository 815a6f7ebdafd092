# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import message_figures, total, report, person, person_changes, member, to_do, summary

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import size, total, report, person, to_do, summary

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import reply, seen, decide, past, paused, ask, res_company

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import source, watched, counted, occasion, still_true, asked, without_sms, written_to

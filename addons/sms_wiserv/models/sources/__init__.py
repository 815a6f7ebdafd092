# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import source, watched, counted, occasion, asked, without_sms, written_to

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import before_sending, before_sending_answer, before_sending_preview

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import models
from .hooks import uninstall_hook

# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    door,
    events,
    jobs,
    notification_manager,
    program,
    message,
    reports,
    asked_first,
)

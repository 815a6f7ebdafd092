# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    actions,
    constants,
    job_relate_mixin,
    managers,
    programs,
    program_membership,
    duplicate,
    cycle,
    cycle_membership,
    fund_management,
    entitlement,
    payment,
    queue_job_channel,
    registrant,
    res_user,
)

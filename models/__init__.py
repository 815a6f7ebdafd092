# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    wiserv_credentials,
    res_company,
    res_config_settings,
    res_partner,
    notification_manager,
    sms_template,
    wiserv_notification_manager,
    wiserv_direct,
    wiserv_events,
    wiserv_channel,
    wiserv_chatter,
    wiserv_sms,
    wiserv_queue,
    wiserv_cron,
    wiserv_retention,
    wiserv_skipped,
)

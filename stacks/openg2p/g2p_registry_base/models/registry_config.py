# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class RegistryConfig(models.TransientModel):
    _inherit = "res.config.settings"

    max_registrants_count_job_queue = fields.Integer(
        config_parameter="g2p_registry.max_registrants_count_job_queue"
    )
    batch_registrants_count_job_queue = fields.Integer(
        config_parameter="g2p_registry.batch_registrants_count_job_queue"
    )
    phone_regex = fields.Char(config_parameter="g2p_registry.phone_regex")

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class StorageBackend(models.Model):
    """Of OCA's storage, as much as a voucher needs."""

    _name = "storage.backend"
    _description = "Storage Backend"

    name = fields.Char(required=True)


class StorageFile(models.Model):
    _name = "storage.file"
    _description = "Storage File"

    name = fields.Char(required=True)
    backend_id = fields.Many2one("storage.backend", required=True)
    data = fields.Binary()
    url = fields.Char()

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Senders of earlier versions kept their password in a column that every reader of a sender could read."""

from odoo import SUPERUSER_ID, api
from odoo.tools.sql import column_exists

from odoo.addons.g2p_notifications_wiserv.tools.api_url import origin

TABLE = "g2p_program_notification_manager_wiserv"


def migrate(cr, version):
    if not column_exists(cr, TABLE, "wiserv_password"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(f"SELECT id, wiserv_password FROM {TABLE} WHERE wiserv_password <> ''")
    for sender_id, password in cr.fetchall():
        sender = env["g2p.program.notification.manager.wiserv"].browse(sender_id)
        if where := origin(sender.api_url):
            sender._wiserv_write_secret(password, where)
    cr.execute(f"ALTER TABLE {TABLE} DROP COLUMN wiserv_password")

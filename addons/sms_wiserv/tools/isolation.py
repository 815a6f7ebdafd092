# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo.sql_db import Cursor


def read_committed(cr):
    """Have a fresh cursor see what others commit meanwhile, not one snapshot; a test's cursor stays as it is."""
    if isinstance(cr, Cursor):
        cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)

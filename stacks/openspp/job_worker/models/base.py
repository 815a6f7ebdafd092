# Part of job_worker. License LGPL-3.0 or later (see LICENSE).
from odoo import models

from ..delay import Delayable, DelayableRecordset


class Base(models.AbstractModel):
    _inherit = "base"

    def with_delay(self, **properties):
        return DelayableRecordset(self, **properties)

    def delayable(self, **properties):
        return Delayable(self, **properties)

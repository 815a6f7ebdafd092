# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import TransactionCase, tagged

from odoo.addons.sms_wiserv.tests.translations import TranslationsMixin


@tagged("post_install", "-at_install")
class TestTranslations(TranslationsMixin, TransactionCase):
    addon = "spp_programs_wiserv"

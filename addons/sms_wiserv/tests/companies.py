# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from dev.gateway import Gateway
from dev.gateway.service import CREDENTIALS_TEXT


class TwoCompanies:
    """Beside the company that there is, another one with a gateway and an account of its own."""

    @classmethod
    def set_up_wiserv(cls):  # pylint: disable=missing-return
        super().set_up_wiserv()
        cls.other_gateway = Gateway()
        cls.other_gateway.start()
        cls.addClassCleanup(cls.other_gateway.stop)
        cls.other_gateway.set_credentials("their user", "their password")
        cls.other = cls.env["res.company"].create(
            {
                "name": "Elsewhere",
                "country_id": cls.env.ref("base.ph").id,
                "wiserv_api_url": cls.other_gateway.url("http"),
                "wiserv_user_name": "their user",
                "wiserv_password": "their password",
                "wiserv_retention_days": 299,
            }
        )
        cls.declare(CREDENTIALS_TEXT, "account", cls.other)
        cls.env.user.company_ids += cls.other
        cls.other_sender = cls.make_other_sender()

    @classmethod
    def make_other_sender(cls):
        return cls.make_sender("Elsewhere", company_id=cls.other.id)

# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import UTC, datetime, timedelta
from math import ceil

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ...tools.time_zone import zone_of

_LOOKED_AHEAD = 3  # days


class SmsWiservSender(models.Model):
    """When SMS may be sent: outside of these hours they wait, which is no failure.

    One-time passwords, tests and other direct sends are sent at any time.
    """

    _inherit = "sms.wiserv.sender"

    hours = fields.Selection(
        [("company", "The company's"), ("any", "At any time"), ("own", "Its own")],
        "Sending Hours",
        default="company",
        required=True,
    )
    hours_from = fields.Float("Sending Begins at", default=7.0)
    hours_to = fields.Float("Sending Ends at", default=21.0)
    hours_tz = fields.Selection(_tz_get, "Time Zone", default=lambda self: self.env.company._wiserv_tz())
    resting_until = fields.Datetime(
        "Waits Until", compute="_compute_resting_until", help="Outside of sending hours: when they begin."
    )

    @api.constrains("hours_from", "hours_to")
    def _check_hours(self):
        if any(not (0 <= sender.hours_from < 24 and 0 <= sender.hours_to <= 24) for sender in self):
            raise ValidationError(self.env._("Sending hours are from 0:00 to 24:00."))

    def _compute_resting_until(self):
        for sender in self:
            sender.resting_until = sender._resting_until()

    def _hours_in_effect(self):
        """Return ``(from, to, name of the time zone)``, or None: at any time, also if both hours are the same.

        Hours are floats: 7.5 is 7:30.
        """
        company = self._wiserv_company()
        if self.hours == "any":
            return None
        if self.hours == "own":
            hours = self.hours_from, self.hours_to, self.hours_tz or company._wiserv_tz()
        else:
            hours = company.wiserv_hours_from, company.wiserv_hours_to, company._wiserv_tz()
        return None if hours[0] % 24 == hours[1] % 24 else hours

    def _resting_until(self):
        """Return when the sending hours begin (UTC, naive), or None: they last, or the time zone is not known."""
        self.ensure_one()
        if not (hours := self._hours_in_effect()):
            return None
        begin, end, zone = hours[0], hours[1], zone_of(hours[2])
        if not zone:
            return None

        def local(utc):
            return utc.replace(tzinfo=UTC).astimezone(zone)

        def is_open(utc):
            now = local(utc)
            hour = now.hour + now.minute / 60 + now.second / 3600
            return begin <= hour < end or begin > end and (hour >= begin or hour < end)

        utc_now = fields.Datetime.now()
        if is_open(utc_now):
            return None
        if len({local(utc_now + timedelta(days=days)).utcoffset() for days in range(_LOOKED_AHEAD + 1)}) > 1:
            # The clock is about to change: the hour may be shown twice, or never, or be jumped into.
            minute = utc_now.replace(second=0, microsecond=0)
            minutes = (minute + timedelta(minutes=nth) for nth in range(1, _LOOKED_AHEAD * 24 * 60))
            return next(filter(is_open, minutes), utc_now + timedelta(days=1))
        now = local(utc_now)
        # By adding seconds: hours of nearly 24 round up to 24:00, which `datetime` refuses as an hour.
        opening = datetime(now.year, now.month, now.day) + timedelta(seconds=ceil(begin * 3600))
        if opening <= now.replace(tzinfo=None):
            opening += timedelta(days=1)
        return opening.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)

    def _hours_obstacle(self):
        """Return the sentence that says that the time zone of the sending hours is not known here, or ``""``."""
        hours = self._hours_in_effect()
        if not hours or zone_of(hours[2]):
            return ""
        return self.env._("This server does not know the time zone of the sending hours: %s.", hours[2])

    def _urgent_at_any_time(self):
        return self._wiserv_company().wiserv_hours_urgent

    def _quiet(self):
        """Return ``{sender id: whether urgent SMS may leave}`` of those of these senders outside their hours."""
        return {sender.id: sender._urgent_at_any_time() for sender in self if sender._resting_until()}

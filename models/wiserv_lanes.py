# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import time

from ..tools.lane import OWN_FAULT, Lane, Limits, Message
from ..tools.wiserv_api import ACCEPTED, REFUSED
from .wiserv_account import account_of
from .wiserv_outcome import not_begun_rows

REFRESH_SECONDS = 1.0  # how often senders and settings are looked at
HOLD_MOST = 5  # seconds that a dispatcher waits on the gateway's word; longer ones pause the channel
SENDER = "g2p.program.notification.manager.wiserv"


class Lanes:
    """The lanes of one dispatcher, opened and closed by what senders, settings and answers say."""

    def __init__(self, finished):
        """:param finished: queue that takes ``(request, result)`` from the lanes' threads"""
        self._finished = finished
        self._lanes = {}
        self._closing = []  # lanes with nothing but answers to come
        self._refresh_at = 0.0
        self.dispatchers = 1  # how many work on this database now, on all hosts
        self.not_begun = []  # rows for the outbox, until it has recorded them
        self.throttled = False  # whether limits alone, which will pass, have kept a lane from claiming
        self._judged = []  # lanes closed by an answer since the last commit
        self.kept_back = set()  # senders whose administrators are to be told, once all outcomes are safe

    def __iter__(self):
        return iter([*self._lanes.values(), *self._closing])

    @property
    def in_flight(self):
        return sum(lane.in_flight for lane in self)

    @property
    def slow(self):
        return any(lane.slow for lane in self)

    @property
    def timeout(self):
        """Seconds that an answer may take, at most."""
        return max((lane.account.timeout for lane in self), default=0)

    @property
    def stale(self):
        return time.monotonic() >= self._refresh_at

    def claim(self, outbox, dispatcher):
        """Claim messages for the lanes that have room.

        Whether limits keep others back is noted by the same look at the clock: a second look might find that a
        limit has just passed, and a run that has claimed nothing would end with messages due.

        :return: ``[(lane, requests)]``, to be put when the claim is committed
        """
        self.throttled = False
        claimed = []
        for lane in self:
            if not lane.senders or lane.full:
                continue
            room = lane.room(self.dispatchers)
            if not room:
                self.throttled = True
            elif not lane.probing or outbox._claim_probe(lane.senders):
                # Each sender is first in its turn.
                lane.senders.append(lane.senders.pop(0))
                rows = outbox._claim(dispatcher, lane.senders, room, lane.position)
                requests, left_over = lane.pack([Message(*row) for row in rows])
                if left_over:
                    outbox._record(dispatcher, not_begun_rows(left_over))
                    lane.position.clear()
                if requests:
                    claimed.append((lane, requests))
        return claimed

    def refresh(self, env):
        """Open and close lanes for the senders that have messages due, as their settings are now."""
        self._refresh_at = time.monotonic() + REFRESH_SECONDS
        self.dispatchers = env["g2p.wiserv.sms"]._live_dispatchers()
        due = env["g2p.wiserv.sms"]._due_senders()
        due._bus_progress()
        wanted = {}
        # What is still to be answered is wanted, too: the answer may open or close the channel.
        awaited = env[SENDER].browse({id_ for lane in self if lane.in_flight for id_ in lane.senders})
        for sender in due | awaited.exists().filtered(lambda sender: sender.pause_cause != "manual"):
            if sender._wiserv_obstacle():
                self.kept_back.add(sender.id)
            else:
                wanted.setdefault(self._key(sender), []).append(sender.id)
        for key, lane in list(self._lanes.items()):
            if key not in wanted:
                self._keep_streak(env, lane)
            lane.senders = wanted.get(key, [])
            if not lane.senders:
                self.close(lane)
            if lane.closed:
                del self._lanes[key]
                self._closing.append(lane)
        for lane in [lane for lane in self._closing if not lane.in_flight]:
            lane.end()
            self._closing.remove(lane)
        # Messages of transactions that took longer than others have lower numbers.
        self.begin_anew()
        for key in wanted.keys() - self._lanes.keys():
            _company, account, limits, probing = key
            self._lanes[key] = Lane(account, limits, probing, self._finished)
            self._lanes[key].senders = wanted[key]
            self._lanes[key].streak = max(env[SENDER].browse(wanted[key]).mapped("failures_in_a_row"))

    def begin_anew(self):
        """Let claims begin with the oldest messages again."""
        for lane in self:
            lane.position.clear()

    @staticmethod
    def _key(sender):
        """Return what senders must have in common to share a lane."""
        company = sender._wiserv_company()
        grouped = sender._wiserv_protocol() == "http"
        limits = Limits(
            connections=company.wiserv_connections,
            numbers_per_request=company.wiserv_numbers_per_request if grouped else 1,
            messages_per_second=company.wiserv_messages_per_second,
            max_attempts=company.wiserv_max_attempts,
        )
        return company.id, account_of(sender), limits, bool(sender.paused_at)

    def committed(self):
        """What the answers have closed or opened stays so."""
        self._judged, self.not_begun = [], []

    def rolled_back(self):
        """Have the next step judge the same answers again, and claim from the oldest message on."""
        for lane in self._judged:
            lane.closed = lane.judged = False
        self._judged = []
        self.begin_anew()

    def judge(self, env, answers):
        """Close and open channels by what answers have told of them.

        :param answers: ``[(request, result)]``
        """
        for request, result in answers:
            lane = request.lane
            # One that is closed may still hear: a run's end and a person's button close lanes, too.
            if lane.judged or result.cause in OWN_FAULT:
                continue
            answered = result.outcome in (ACCEPTED, REFUSED)
            asked_to_wait = (result.retry_after or 0) > HOLD_MOST
            refused = result.cause == "credentials"
            if not (lane.probing or refused or asked_to_wait or (lane.fails and not answered)):
                continue
            senders = self._to_judge(env, lane)
            self.kept_back.update(senders.ids)
            if lane.probing and answered:
                senders._channel_open()
            elif refused:
                paused_for_that = senders.filtered(lambda sender: sender.pause_cause == "credentials")
                senders._channel_pause("credentials", result.reason)
                if lane.probing:
                    paused_for_that._channel_probe_failed(result.retry_after)
            elif lane.probing:
                senders._channel_probe_failed(result.retry_after)
            else:
                senders._channel_pause("gateway", result.reason, result.retry_after)
            self.close(lane)
            lane.judged = True
            self._judged.append(lane)

    @staticmethod
    def _to_judge(env, lane):
        """Lock and return the senders that an answer on the lane may close or open.

        Those that a person has paused wait for a person; those that have another account by now were not answered.
        """
        senders = env[SENDER].browse(lane.senders).exists()
        senders._channel_lock()
        return senders.filtered(
            lambda sender: (
                sender.pause_cause != "manual"
                and not sender._wiserv_obstacle()
                and account_of(sender) == lane.account
            )
        )

    def keep_streaks(self, env):
        """Have the next run go on counting where this one ends: few messages at a time may all meet silence."""
        for lane in self:
            self._keep_streak(env, lane)

    @staticmethod
    def _keep_streak(env, lane):
        senders = env[SENDER].browse(lane.senders).exists()
        senders.filtered(
            lambda sender: not sender.paused_at and sender.failures_in_a_row != lane.streak
        ).failures_in_a_row = lane.streak

    def close(self, lane):
        """Begin nothing more on a lane, and look anew soon at what may be sent instead."""
        if not lane.closed:
            self._refresh_at = 0.0
            self.not_begun += not_begun_rows(lane.close())

    def close_all(self):
        for lane in self:
            self.close(lane)

    def end(self):
        for lane in self:
            lane.end()

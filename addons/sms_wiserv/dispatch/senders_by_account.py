# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from ..tools.account_in_effect import account_of
from .connection_pool import Limits

SENDER = "sms.wiserv.sender"
PAUSED_BY_ANSWERS = [("paused_at", "!=", False), ("pause_cause", "!=", "manual")]


class SendersByAccount:
    """Which senders have messages due now, and which of them share an account, for one dispatcher.

    Code of doors that fails for one sender leaves out that one alone, until the run ends.
    """

    def __init__(self):
        self.quiet = {}  # {id of a sender outside of its hours: whether its urgent messages may leave}
        self.troubled = set()  # ids of senders for which code raised
        self.kept_back = set()  # ids of senders whose administrators are told of a pause when the run ends

    def look(self, env, awaited):
        """Return ``{key: ids of senders}``, as settings are now; see :meth:`_key`. Open forms show how far these are.

        :param awaited: senders with requests in flight: their answers may pause or resume them
        """
        outbox = env["sms.wiserv.message"]
        due, troubled = outbox._due_now(outbox._waiting_senders() - env[SENDER].browse(self.troubled))
        self.troubled |= troubled
        due._bus_progress()
        paused = self._ask(env[SENDER].search(PAUSED_BY_ANSWERS), lambda sender: sender._channel_key())
        paused = {key: env[SENDER].browse(id_) for id_, key in paused.items() if key}
        senders = due | awaited.filtered(lambda sender: sender.pause_cause != "manual")
        found, self.quiet = {}, {}
        for id_, (key, kept_back, quiet) in self._ask(
            senders, lambda sender: self._look_at(sender, paused)
        ).items():
            if kept_back:
                self.kept_back.add(id_)
            if key:
                found.setdefault(key, []).append(id_)
                self.quiet |= quiet
        return found

    def _ask(self, senders, look):
        """Return ``{sender id: what look(sender) returns}``, without those that raised in this run."""
        answers, troubled = (senders - senders.browse(self.troubled))._each_for_itself(look)
        self.troubled |= troubled
        return answers

    def _look_at(self, sender, paused):
        """Return ``(its key or None, whether administrators are to be told, its part of :attr:`quiet`)``.

        :param dict paused: for each account that answers have paused a sender
        """
        if sender._wiserv_obstacle():
            return None, True, {}
        other = paused and not sender.paused_at and paused.get(sender._channel_key())
        if other:
            sender._channel_pause_as(other)
        return self._key(sender), bool(other), sender._quiet()

    @staticmethod
    def _key(sender):
        """Return what senders must have in common to share a pool: ``(company id, Account, Limits, probing)``."""
        company = sender._wiserv_company()
        grouped = sender._wiserv_protocol() == "http"
        limits = Limits(
            connections=company.wiserv_connections,
            numbers_per_request=company.wiserv_numbers_per_request if grouped else 1,
            messages_per_second=company.wiserv_messages_per_second,
            max_attempts=company.wiserv_max_attempts,
        )
        return company.id, account_of(sender), limits, bool(sender.paused_at)

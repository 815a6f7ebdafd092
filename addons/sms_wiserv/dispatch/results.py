# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from ..wire import ACCEPTED
from .outcome import outcome_rows
from .run_report import RunReport
from .seen_replies import SeenReplies


class Results:
    """What came back to one dispatcher: kept until it is committed, and counted then.

    It is counted for the senders' notes, for the list of replies, and for when people were last reached. All methods
    run in the dispatcher's thread; the dispatcher commits.
    """

    def __init__(self):
        self.unwritten = []  # [(Request, Result)] that came back and are not committed yet
        self.handled = 0  # messages
        self.reports = {}  # {sender id: RunReport}
        self._seen = SeenReplies()
        self._accepted = []  # ids of accepted messages that ``sms.wiserv.person`` does not know of yet

    def add(self, request, result):
        """Keep the Result of a request."""
        self.unwritten.append((request, result))

    def record(self, env, dispatcher, not_begun):
        """Write the outcomes that are kept, and tell the doors; :meth:`committed` is to be called afterwards.

        :param int dispatcher: the dispatcher's number
        :param not_begun: further rows for ``_record``
        """
        outcomes = [row for answer in self.unwritten for row in outcome_rows(*answer)]
        env["sms.wiserv.message"]._record(dispatcher, outcomes + not_begun)
        door = env["sms.wiserv.door"]
        listening = door._listening()
        door._announce(
            [
                message.id
                for request, _result in self.unwritten
                for message in request.messages
                if message.door in listening
            ]
        )

    def committed(self, left_out):
        """Count what has been committed, and keep it no longer.

        :param left_out: ``{message id: (sender id, why its person must not be told)}``
        """
        for message_id, (sender_id, reason) in left_out.items():
            self._report(sender_id).add_left_out(message_id, reason)
        for request, result in self.unwritten:
            self.handled += len(request.messages)
            self._seen.add(request.messages[0].sender, len(request.messages), result)
            if result.outcome == ACCEPTED:
                self._accepted += [message.id for message in request.messages]
            for message in request.messages:
                self._report(message.sender).add(message, result)
        self.unwritten = []

    def keep_seen(self, env):
        """Write which replies came and who was reached, and commit: seldom, as doing so for each message is slow."""
        self._seen.record(env)
        env["sms.wiserv.person"]._reach(self._accepted)
        env.cr.commit()  # pylint: disable=invalid-commit
        self._seen.clear()
        self._accepted = []

    def recovered(self, messages):
        """Count messages of dead dispatchers that are unknown now."""
        for message in messages:
            self._report(message.sender_id.id).add_recovered(message)

    def _report(self, sender_id):
        if sender_id not in self.reports:
            self.reports[sender_id] = RunReport()
        return self.reports[sender_id]

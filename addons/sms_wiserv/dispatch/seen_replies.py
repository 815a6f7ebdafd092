# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).

# Causes that the HTTP status alone tells; the text of such a reply is a proxy's.
_WORDLESS = {"throttled", "unavailable", "not_found", "redirect"}


class SeenReplies:
    """Counts the gateway's replies in memory, until they are written to ``sms.wiserv.reply``."""

    def __init__(self):
        self._seen = {}  # {(sender id, the reply's pattern): (number of messages, the latest reply)}

    def add(self, sender_id, count, result):
        """Count a Result that ``count`` messages got."""
        said = result.cause not in _WORDLESS and result.said
        if said:
            before, _example = self._seen.get((sender_id, said), (0, ""))
            self._seen[sender_id, said] = before + count, result.reply

    def record(self, env):
        """Write the counts; :meth:`clear` is to be called once that is committed."""
        if self._seen:
            env["sms.wiserv.reply"]._count_seen(
                [(sender, said, count, example) for (sender, said), (count, example) in self._seen.items()]
            )

    def clear(self):
        self._seen = {}

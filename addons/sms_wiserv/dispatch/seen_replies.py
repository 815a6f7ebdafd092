# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).

# What these answer is said by the status; their words are a proxy's, or none.
_WORDLESS = {"throttled", "unavailable", "not_found", "redirect"}


class SeenReplies:
    """How often the gateway has said what to a dispatcher, until that is written down."""

    def __init__(self):
        self._seen = {}

    def add(self, sender_id, count, result):
        """Note an answer to ``count`` messages."""
        said = result.cause not in _WORDLESS and result.said
        if said:
            before, _example = self._seen.get((sender_id, said), (0, ""))
            self._seen[sender_id, said] = before + count, result.reply

    def record(self, env):
        """Write down what was seen; :meth:`clear` when that is committed."""
        if self._seen:
            env["sms.wiserv.reply"]._count_seen(
                [(sender, said, count, example) for (sender, said), (count, example) in self._seen.items()]
            )

    def clear(self):
        self._seen = {}

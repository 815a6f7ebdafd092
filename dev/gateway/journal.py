# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import json
import time
from pathlib import Path


class Journal:
    """What the gateway took, in order: the truth against which an outbox is compared.

    Each entry is ``{"number", "text", "time", "protocol"}``; a request for several numbers makes several.
    With a file, each entry is written and flushed as one line of JSON *before* the reply leaves, and the
    entries of an earlier run stay in it.
    """

    def __init__(self, path=None):
        self.entries = []
        self._file = Path(path).open("a", encoding="utf-8") if path else None

    def take(self, numbers, text, protocol):
        now = time.time()
        for number in numbers:
            entry = {"number": number, "text": text, "time": now, "protocol": protocol}
            self.entries.append(entry)
            if self._file:
                self._file.write(json.dumps(entry) + "\n")
        if self._file:
            self._file.flush()

    def clear(self):
        self.entries.clear()

    def close(self):
        if self._file:
            self._file.close()

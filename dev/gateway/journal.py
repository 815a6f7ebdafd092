# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import json
import os
import time


class Journal:
    """What the gateway took, in order: the truth against which an outbox is compared.

    Each entry is ``{"number", "text", "time", "protocol"}``; a request for several numbers makes several.
    With a file, each entry is in it as one line of JSON *before* the reply leaves, and the entries of an
    earlier run stay in it.
    """

    def __init__(self, path=None):
        self.entries = []
        self._path = path
        self._file = None

    def open(self):
        if self._path:
            self._file = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def take(self, numbers, text, protocol):
        now = time.time()
        entries = [{"number": number, "text": text, "time": now, "protocol": protocol} for number in numbers]
        self.entries += entries
        if self._file is not None:
            os.write(self._file, "".join(json.dumps(entry) + "\n" for entry in entries).encode())

    def clear(self):
        self.entries.clear()

    def close(self):
        if self._file is not None:
            os.close(self._file)
            self._file = None

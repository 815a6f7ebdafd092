# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import random


def sample(ids, step):
    """Return one of each ``step`` of ``ids``, the same ones each time.

    From all of them, for the last may differ from the first; by chance, for there may be a beat in them, such as
    households of three.
    """
    if step <= 1:
        return list(ids)
    chance = random.Random(len(ids))
    return [chance.choice(ids[start : start + step]) for start in range(0, len(ids), step)]

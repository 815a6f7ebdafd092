# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).


def steady(journal):
    """Return messages per second in the middle half of a run, without the time in which it begins and ends.

    :param journal: the stand-in's, each entry with its ``time`` in seconds
    """
    times = sorted(entry["time"] for entry in journal)
    first, last = len(times) // 4, 3 * len(times) // 4
    return (last - first) / (times[last] - times[first])

# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The benchmarks: ``make bench``. Each figure stands beside a baseline of the same run; nothing is asserted."""

from .report import main

__all__ = ["main"]

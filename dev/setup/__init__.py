# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""All that a command of this project needs on a bare machine, and the `Environment` it then works in."""

from .console import Progress, SetupError, say
from .environment import Environment
from .postgresql import Cluster

__all__ = ["Cluster", "Environment", "Progress", "SetupError", "say"]

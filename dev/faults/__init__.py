# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Faults on purpose: real dispatcher processes that are killed, a gateway that lies, and what must hold after it.

`stage` and `site` are pytest fixtures (``pytest_plugins = ["dev.faults.fixtures"]``). The database holds the engine
and the door that only tests use: what holds there holds for every door.
"""

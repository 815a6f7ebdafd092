# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The Odoo databases that tests, demo and benchmarks use: one line for each, with the addons in it."""

import os
from typing import NamedTuple

ROOT = "."  # the repository's root, which is an addon itself


class Suite(NamedTuple):
    """A database of its own: a module that none of its folders holds cannot be depended on in it."""

    folders: tuple[str, ...]  # parts of Odoo's addons path, below the repository's root
    needs: tuple[str, ...]  # modules that are installed for the others, and tested in another suite
    tested: tuple[str, ...]  # modules whose tests run


SUITES = {
    # The engine on plain Odoo, with doors that only tests use.
    "engine": Suite(
        ("addons", "addons/sms_wiserv/tests/addons"),
        (),
        ("sms_wiserv", "sms_wiserv_test_door", "sms_wiserv_test_lunch"),
    ),
    "openg2p": Suite(
        ("addons", "stacks/openg2p", ROOT),
        ("sms_wiserv",),
        (
            "g2p_registry_base",
            "g2p_registry_individual",
            "g2p_registry_group",
            "g2p_registry_membership",
            "g2p_programs",
            "g2p_notifications_base",
            "g2p_entitlement_voucher",
            "g2p_notifications_voucher",
            "g2p_payment_simple_mpesa",
            "g2p_payment_cash",
            "g2p_notifications_wiserv",
        ),
    ),
    # What other addons of Odoo send, beside another provider of SMS.
    "marketing": Suite(
        ("addons", "addons/sms_wiserv/tests/addons"),
        ("sms_wiserv", "sms_wiserv_test_door"),
        ("sms_wiserv_test_marketing",),
    ),
    # Never together with OpenG2P: both have a field of contacts of one name, with different models behind it.
    "openspp": Suite(
        ("addons", "stacks/openspp"),
        ("sms_wiserv",),
        (
            "job_worker",
            "spp_security",
            "spp_vocabulary",
            "spp_registry",
            "spp_approval",
            "spp_consent",
            "spp_programs",
            "spp_programs_wiserv",
        ),
    ),
    # Without the addon that keeps consents, which OpenSPP's programs do not need.
    "openspp_alone": Suite(
        ("addons", "stacks/openspp", "addons/spp_programs_wiserv/tests/addons"),
        ("sms_wiserv", "spp_programs_wiserv"),
        ("spp_programs_wiserv_test_alone",),
    ),
    "queue_job": Suite(
        ("addons", "addons/sms_wiserv/tests/addons"),
        ("sms_wiserv", "sms_wiserv_test_door"),
        ("sms_wiserv_queue_job",),
    ),
}
# What `make demo`, `serve` and `shell` use, each in a database of its own.
STACKS = ("openg2p", "openspp")
DEMO = os.environ.get("STACK") or STACKS[0]

# Folders with addons of ours that are shipped; `make test` asks line coverage of each of them.
SHIPPED = ("addons", ROOT)

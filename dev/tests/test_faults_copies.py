# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A database copied with messages waiting: of the two, one sends."""

from contextlib import contextmanager

import pytest

from dev.faults.children import Nursery
from dev.faults.outbox import Outbox

pytest_plugins = ["dev.faults.fixtures"]


@contextmanager
def copied(stage):
    """Yield a nursery and the outbox of a copy of the stage's database, as ``createdb -T`` makes it."""
    name = stage.env.own_name("copied")
    stage.env.create_db(name, template=stage.db)
    try:
        with Nursery(stage.env, name, stage.folder) as nursery:
            yield nursery, Outbox(name, stage.env.pg_env)
    finally:
        stage.env.drop_db(name)


@pytest.mark.parametrize("by_odoo", [False, True])
def test_a_copy_with_messages_waiting_sends_none_until_told(stage, by_odoo):
    stage.queue(20)
    with copied(stage) as (nursery, outbox):
        if by_odoo:
            nursery.call("renew_uuid")
        nursery.call("dispatch")
        assert not stage.journal
        assert outbox.states() == {"queued": 20}
        [(activities,)] = outbox.sql(
            "SELECT count(*) FROM mail_activity WHERE res_model = 'sms.wiserv.sender'"
        )
        assert activities == 1
        stage.dispatch()
        stage.check(accepted=20)
        nursery.call("dispatch")
        assert len(stage.journal) == 20
        # The other one has sent them.
        outbox.sql("UPDATE sms_wiserv_message SET state = 'cancelled'")
        nursery.call("press_button", sender=stage.sender, button="action_wiserv_this_database")
        nursery.call("queue", sender=stage.sender, first=21, count=10)
        nursery.call("dispatch")
        assert outbox.states() == {"cancelled": 20, "accepted": 10}
    # The one that was copied goes on.
    stage.queue(5)
    stage.dispatch()
    assert stage.outbox.states() == {"accepted": 25}

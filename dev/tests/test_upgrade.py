# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from dev.tests.scratch import SET_UP, places_of, run_in_shell

SENDERS = "g2p_program_notification_manager_wiserv"
KEPT = {
    SENDERS: "*",
    "g2p_wiserv_sms": "*",
    "g2p_wiserv_skipped": "*",
    "res_company": "*",
    "mail_message": "id, model, res_id, body, subject",
    "mail_activity": "id, res_model, res_id, note",
    "sms_template": "id, name, body, model_id",
    "g2p_program_notification_manager": "*",
}
# As versions before this one kept it: a column like any other.
EARLIER = f"""
ALTER TABLE {SENDERS} ADD COLUMN wiserv_password varchar;
UPDATE {SENDERS} SET wiserv_password = 'Earlier-Secret-3', wiserv_password_secret = NULL, wiserv_password_origin = NULL;
UPDATE ir_module_module SET latest_version = '17.0.1.0.0' WHERE name = 'g2p_notifications_wiserv';
"""


def upgrade(env, db):
    env.run_odoo(["-d", db, "-u", "g2p_notifications_wiserv", "--stop-after-init", "--no-http"])


def test_upgrade_keeps_settings_and_messages(env, scratch_db):
    def snapshot():
        return {
            table: env.psql(scratch_db, f"SELECT {columns} FROM {table} ORDER BY id")
            for table, columns in KEPT.items()
        }

    run_in_shell(env, scratch_db, SET_UP)
    before = snapshot()
    assert all(before.values())
    upgrade(env, scratch_db)
    assert snapshot() == before


def test_upgrade_from_a_version_with_a_readable_password(env, scratch_db):
    run_in_shell(env, scratch_db, SET_UP)
    env.psql(scratch_db, EARLIER)
    upgrade(env, scratch_db)
    assert places_of(env, scratch_db, "Earlier-Secret-3") == {f"{SENDERS}.wiserv_password_secret"}
    assert env.psql(scratch_db, f"SELECT wiserv_password_origin FROM {SENDERS}") == [
        ("https://own.example.com:443",)
    ]
    run_in_shell(
        env,
        scratch_db,
        'sender = env["g2p.program.notification.manager.wiserv"].search([])\n'
        "assert sender.wiserv_password_is_set and not sender.wiserv_password",
    )

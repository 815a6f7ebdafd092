-- A copy of the database cannot send: no address, no account, nothing waiting.
UPDATE res_company
   SET wiserv_api_url = NULL, wiserv_user_name = NULL,
       wiserv_password_secret = NULL, wiserv_password_origin = NULL;
UPDATE g2p_program_notification_manager_wiserv
   SET api_url = NULL, user_name = NULL, wiserv_password_secret = NULL, wiserv_password_origin = NULL;
UPDATE g2p_wiserv_sms
   SET state = 'cancelled', failure_reason = 'This database is a neutralized copy.',
       answered_at = now() AT TIME ZONE 'UTC'
 WHERE state = 'queued';
UPDATE g2p_wiserv_sms
   SET state = 'unknown', failure_reason = 'This database is a neutralized copy.', dispatcher = NULL,
       answered_at = now() AT TIME ZONE 'UTC'
 WHERE state = 'sending';

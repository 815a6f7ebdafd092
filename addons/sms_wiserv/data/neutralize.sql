-- A copy of the database cannot send: no address, no account, nothing waiting.
UPDATE res_company
   SET wiserv_api_url = NULL, wiserv_user_name = NULL,
       wiserv_password_secret = NULL, wiserv_password_origin = NULL;
UPDATE sms_wiserv_sender
   SET api_url = NULL, user_name = NULL, wiserv_password_secret = NULL, wiserv_password_origin = NULL;
UPDATE sms_wiserv_message
   SET state = 'cancelled', failure_reason = 'This database is a neutralized copy.',
       answered_at = now() AT TIME ZONE 'UTC'
 WHERE state = 'queued';
UPDATE sms_wiserv_message
   SET state = 'unknown', failure_reason = 'This database is a neutralized copy.', dispatcher = NULL,
       answered_at = now() AT TIME ZONE 'UTC'
 WHERE state = 'sending';
DELETE FROM sms_wiserv_event;

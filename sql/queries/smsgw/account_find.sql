-- account_find: the carrier and the settings of an account.
-- flags: read
SELECT carrier, settings FROM sms.account_find(tenant => $1, id => $2)

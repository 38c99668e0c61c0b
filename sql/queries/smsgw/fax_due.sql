-- fax_due: what is to be done with faxes now, with lock key and account.
-- flags: read
SELECT what, tenant, id, account, key FROM sms.fax_due(limit_ => $1::integer)

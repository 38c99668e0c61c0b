-- fax_lost: nobody may wait for this fax any longer.
-- Keys: fax_send. Outcomes: ok, gone.
SELECT outcome FROM sms.fax_lost(tenant => $1, id => $2)

-- raw_show: a call that could not be read, with its bytes; who looked is noted.
-- Keys: raw, command. Outcomes: ok, not_found.
SELECT outcome, body, news FROM sms.raw_show(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, id => $6)

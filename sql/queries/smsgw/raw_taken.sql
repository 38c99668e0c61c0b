-- raw_taken: a kept call was taken again.
-- Keys: raw, command. Outcomes: ok, still_unreadable, not_found.
SELECT outcome, body, news FROM sms.raw_taken(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, id => $6,
	reason => $7, texts => $8::integer, known => $9::integer, receipts => $10::integer)

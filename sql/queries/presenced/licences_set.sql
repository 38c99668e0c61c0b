-- licences_set: how many licences an organisation has.
-- Keys: config (the organisation's), command. Outcomes: ok, not_found.
-- flags: alone
SELECT outcome, body, news
FROM directory.licences_set(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, origin => $6::text::jsonb,
	organisation => $7, seats => $8::integer, work_licences => $9::integer)

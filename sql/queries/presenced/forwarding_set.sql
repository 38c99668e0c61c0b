-- forwarding_set: a Work user says what becomes of calls that they don't answer.
-- Keys: config, agent, command. Outcomes: ok, not_found, invalid.
-- flags: alone
SELECT outcome, body, news
FROM directory.forwarding_set(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, origin => $6::text::jsonb,
	delay_s => $7::bigint::integer, then_ => $8, number => $9)

-- resend: dead letters are tried again. Keys: webhook, command. Outcomes: ok, not_found.
-- flags: alone
SELECT outcome, body, news
FROM hooks.resend(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, id => $6,
	event => $7, origin => $8::text::jsonb)

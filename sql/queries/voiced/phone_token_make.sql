-- phone_token_make: what opens a browser's socket, once. Keys: phone, command. Outcomes: created, no_licence, too_many.
-- flags: alone
SELECT outcome, body, news
FROM voice.phone_token_make(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_side => $5, session => $6, id => $7,
	hash => $8, token => $9)

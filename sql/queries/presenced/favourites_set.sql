-- favourites_set: the whole order of one's favourites.
-- Keys: contacts, command. Outcomes: ok, stale_version, unknown_reference.
SELECT outcome, body, news
FROM directory.favourites_set(command => $1, fingerprint => $2, tenant => $3, owner => $4, side => $5, version => $6,
	contacts => $7::text::jsonb)

-- favourite_put: a contact becomes a favourite, or moves.
-- Keys: contacts, command. Outcomes: ok, not_found, too_many, unknown_reference.
SELECT outcome, body, news
FROM directory.favourite_put(command => $1, fingerprint => $2, tenant => $3, owner => $4, side => $5, kind => $6, ref => $7,
	before_kind => $8, before_ref => $9)

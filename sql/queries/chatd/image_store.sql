-- image_store: an image for formatted text.
-- Keys: uploads (the user), file (its hash), command. Outcomes: ok, too_many.
-- flags: alone
SELECT outcome, body, news, keys
FROM messaging.image_store(command => $1, fingerprint => $2, tenant => $3, actor => $4, side => $5, type => $6, sha256 => $7,
	bytes => $8)

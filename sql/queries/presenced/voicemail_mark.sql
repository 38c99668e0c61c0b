-- voicemail_mark: a voicemail was heard, or counts as new again; is deleted, or comes back.
-- flags: moves
-- Keys: voicemail_key (asked), command. Outcomes: ok, not_found.
SELECT outcome, body, news, keys
FROM voice.voicemail_mark(command => $1, fingerprint => $2, tenant => $3, viewer => $4, viewer_role => $5, side => $6, id => $7, read => $8,
	deleted => $9)

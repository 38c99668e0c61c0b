-- place_write: makes, changes or removes one's own place.
-- Keys: agent, command. Outcomes: created, ok, not_found, too_many, invalid, name_taken.
SELECT outcome, body, news
FROM presence.place_write(command => $1, fingerprint => $2, tenant => $3, user_id => $4, id => $5, item => $6::text::jsonb)

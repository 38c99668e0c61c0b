-- contact_choice_set: texts of strangers to one's own Work number are blocked, or not.
-- Keys: contacts, command. Outcomes: ok.
SELECT outcome, body, news
FROM directory.contact_choice_set(command => $1, fingerprint => $2, tenant => $3, owner => $4, block_unknown_senders => $5)

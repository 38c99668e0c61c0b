-- desk_set: the actor chooses among their lines, in their order.
-- Keys: config, command. Outcomes: ok, unknown_reference, invalid.
SELECT outcome, body, news
FROM directory.desk_set(command => $1, fingerprint => $2, tenant => $3, owner => $4, lines => $5::text::text[])

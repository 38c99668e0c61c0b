-- streams_of_boot: the live streams of a chatd instance.
-- flags: read
SELECT tenant, session, agent, $1::bigint AS boot FROM presence.streams_of_boot(boot => $1, limit_ => $2)

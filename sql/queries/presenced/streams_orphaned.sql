-- streams_orphaned: live streams of an instance of chatd that is not there any more.
-- flags: read
SELECT tenant, session, agent, boot FROM presence.streams_orphaned(limit_ => $1::integer)

-- work_orphaned: live devices at an instance of chatd that is not there any more.
-- flags: read
SELECT tenant, session, user_id, boot FROM presence.work_orphaned(limit_ => $1::integer)

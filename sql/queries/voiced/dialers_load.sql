-- dialers_load: a page ($4) of who may dial and whom an extension or a number of the organisation reaches, after ($1, $2, $3); whose lines are watched.
-- flags: read
SELECT d.tenant, d.kind, d.id, d.site, d.country, d.work_number, d.work_extension, d.agent_extension, d.work_watched, d.agent_watched
FROM voice.dialers(tenant_ => $1, kind_ => $2::integer, id_ => $3, limit_ => $4::integer) AS d

-- due: parked events whose time has come.
-- flags: read
SELECT pos, event, at, kind, key, type, thread, attempt
FROM hooks.due(tenant => $1, endpoint => $2, limit_ => $3::integer)

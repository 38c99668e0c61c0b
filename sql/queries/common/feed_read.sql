-- feed_read: the events after position $1, of at most $2 positions, each position whole.
-- flags: read
SELECT pos, id, (extract(epoch FROM at) * 1000)::bigint AS at_ms, tenant, kind, key, version
FROM ops.feed_read(after_pos => $1, limit_ => $2::integer)

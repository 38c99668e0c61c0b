-- widgets_load: all widgets, at most $1.
-- flags: read
SELECT tenant, channel, key, origins, text_max, file_max_bytes, starts_minute, starts_minute_source, messages_minute, settings, proof_of_work
FROM directory.widgets_load(limit_ => $1::integer)

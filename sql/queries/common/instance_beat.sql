-- instance_beat: this process lives. Answers the database's time in ms since 1970; null: register again.
SELECT (extract(epoch FROM ops.instance_beat(boot => $1)) * 1000)::bigint AS at_ms

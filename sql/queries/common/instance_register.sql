-- instance_register: this process is here. Answers the database's time in ms since 1970.
SELECT (extract(epoch FROM ops.instance_register(boot => $1, name => $2, bus_url => $3, http_url => $4,
	release => $5, key_check => $6)) * 1000)::bigint AS at_ms

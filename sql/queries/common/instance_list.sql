-- instance_list: all registered processes with their beats.
-- flags: read
SELECT boot, name, bus_url, http_url, release, beat FROM ops.instance_list()

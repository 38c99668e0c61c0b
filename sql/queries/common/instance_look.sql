-- instance_look: this process's beat and what it lacks, who is there, where the feed stands.
SELECT boot, bus_url, beat, (extract(epoch FROM at) * 1000)::bigint AS at_ms, head
FROM ops.instance_look(boot => $1, missing => $2)

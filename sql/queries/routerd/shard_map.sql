-- shard_map: the shards with their tenants, by shard.
-- flags: read
SELECT shard, tenant FROM routing.shard_map()

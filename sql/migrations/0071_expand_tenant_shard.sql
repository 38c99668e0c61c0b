-- expand: which router shard chooses for a tenant (consistency.md, 6). A tenant without a row is shard 1's.
SET LOCAL ROLE own_routing;
CREATE TABLE routing.tenant_shard (
	tenant bigint PRIMARY KEY,
	shard bigint NOT NULL CHECK (shard > 0)
);

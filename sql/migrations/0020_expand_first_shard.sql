-- expand: the first router shard. One shard holds all tenants until there are more.
SET LOCAL ROLE own_ops;
INSERT INTO ops.holder (kind, thing, boot, epoch, since) VALUES ('shard', 1, NULL, 0, clock_timestamp());
INSERT INTO ops.holder_beat (kind, thing, epoch, beat) VALUES ('shard', 1, 0, 0);

-- Router shards: which tenant is whose (consistency.md, 6).
SELECT directory.tenant_create('First') AS t1 \gset
SELECT test.is((SELECT array_agg(m::text) FROM routing.shard_map() AS m), ARRAY[format('(1,%s)', :t1)], 'the first tenant is in the first shard');
SELECT test.is(routing.shard_add(), 2::bigint, 'a second shard');
SELECT test.is(routing.shard_add(), 3::bigint, 'a third');
SELECT test.is((SELECT array_agg(m::text) FROM routing.shard_map() AS m), ARRAY[format('(1,%s)', :t1), '(2,)', '(3,)'], 'they are empty');
SELECT directory.tenant_create('Second') AS t2, directory.tenant_create('Third') AS t3, directory.tenant_create('Fourth') AS t4 \gset
SELECT test.is((SELECT array_agg(m.shard ORDER BY m.tenant) FROM routing.shard_map() AS m), '{1,2,3,1}', 'a new tenant goes where the fewest are');

SELECT count(*) AS events FROM ops.event WHERE kind = 8 AND tenant = :t2 \gset
SELECT test.ok(routing.shard_move(:t2, 3), 'a tenant moves');
SELECT test.is((SELECT m.shard FROM routing.shard_map() AS m WHERE m.tenant = :t2), 3::bigint, 'to the shard it was told');
SELECT test.is((SELECT count(*) - :events FROM ops.event WHERE kind = 8 AND tenant = :t2), 1::bigint, 'and the routers are told');
DELETE FROM routing.tenant_shard WHERE tenant = :t1;
SELECT test.is((SELECT m.shard FROM routing.shard_map() AS m WHERE m.tenant = :t1), 1::bigint, 'one that nobody has put anywhere is in the first');
SELECT test.ok(routing.shard_move(:t1, 2), 'and moves, too');
SELECT test.is((SELECT m.shard FROM routing.shard_map() AS m WHERE m.tenant = :t1), 2::bigint, 'where it was told');
SELECT test.ok(NOT routing.shard_move(:t1, 99), 'there is no such shard');
SELECT test.ok(NOT routing.shard_move(9999, 1), 'nor such a tenant');
SELECT test.is((SELECT m.shard FROM routing.shard_map() AS m WHERE m.tenant = :t1), 2::bigint, 'and nothing has changed');
SELECT test.is((SELECT array_agg(r.rolname ORDER BY 1) FROM pg_roles AS r WHERE r.rolname ~ '^tl_'
	AND has_function_privilege(r.rolname, 'routing.shard_move(bigint, bigint)', 'EXECUTE')), NULL, 'no daemon moves a tenant');

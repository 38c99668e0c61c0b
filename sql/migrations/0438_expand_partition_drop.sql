-- expand: months are dropped under the lock under which they are made (ops.partitions_ensure). The drop locked the parent (SHARE UPDATE EXCLUSIVE) and then
-- needed more (ACCESS EXCLUSIVE), while CREATE TABLE … (LIKE parent) held ACCESS SHARE and needed the former to attach: PostgreSQL ended one as a deadlock.
DO $$
DECLARE
	s record;
BEGIN
	FOR s IN SELECT * FROM (VALUES ('ops', 'own_ops'), ('presence', 'own_presence'), ('routing', 'own_routing'), ('sms', 'own_sms'), ('hooks', 'own_hooks')) AS v (name, owner) LOOP
		EXECUTE format('SET LOCAL ROLE %I', s.owner);
		EXECUTE format($f$
			CREATE OR REPLACE FUNCTION %1$I.partition_drop(table_name text, keep_days integer) RETURNS integer
			LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s'
			AS $b$
			DECLARE
				oldest text := (SELECT o.name FROM ops.partition_oldest(%1$L, table_name, keep_days) AS o);
			BEGIN
				IF oldest IS NULL THEN
					RETURN 0;
				END IF;
				-- Waits for the making or dropping of other months, which blocks nobody; then at most 100 ms for the
				-- table, for queries queue behind this lock.
				PERFORM pg_advisory_xact_lock(ops.key('partitions', 0, 'all'));
				PERFORM set_config('lock_timeout', '100ms', true);
				EXECUTE 'DROP TABLE IF EXISTS ' || oldest;
				RETURN 1;
			EXCEPTION WHEN lock_not_available THEN
				RETURN 0;
			END $b$ $f$, s.name);
		EXECUTE 'RESET ROLE';
	END LOOP;
END $$;

-- avatar_set: a user's image in two sizes, both null: none any more (CT-3, CT-11).
-- Outcomes: ok. Keys: avatar (the user), command.
CREATE OR REPLACE FUNCTION messaging.avatar_set(command bytea, fingerprint bytea, tenant bigint, actor bigint, type_64 text,
	bytes_64 bytea, type_256 text, bytes_256 bytea)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	next_ bigint;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('avatar', tenant, actor::text));
	END IF;
	-- A time, so that one that was taken away and comes back is another.
	next_ := greatest(routing.micros(ops.clock()), 1 + COALESCE((SELECT max(a.version) FROM messaging.avatar AS a
		WHERE a.tenant = avatar_set.tenant AND a.user_id = actor), 0));
	DELETE FROM messaging.avatar AS a WHERE a.tenant = avatar_set.tenant AND a.user_id = actor;
	IF bytes_64 IS NOT NULL THEN
		INSERT INTO messaging.avatar (tenant, user_id, size, type, bytes, version)
		VALUES (tenant, actor, 64, type_64, bytes_64, next_), (tenant, actor, 256, type_256, bytes_256, next_);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', messaging.avatar_json(tenant, actor)));
END $$;

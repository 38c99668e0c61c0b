-- desk_set: a receptionist chooses among their lines, and in which order they see them; none: all, as they were given. `lines`: ids as
-- desk_lines tells them. Keys: config, command. Outcomes: ok (body: desk_lines), unknown_reference, invalid.
CREATE OR REPLACE FUNCTION directory.desk_set(command bytea, fingerprint bytea, tenant bigint, owner bigint, lines text[])
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	wrong record;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('config', tenant, ''));
	END IF;
	SELECT l.n - 1 AS n, array_position(desk_set.lines, l.id) < l.n AS again INTO wrong FROM unnest(desk_set.lines) WITH ORDINALITY AS l (id, n)
	WHERE array_position(desk_set.lines, l.id) < l.n OR NOT EXISTS (SELECT FROM directory.v_desk_line AS v
		WHERE v.tenant = desk_set.tenant AND v.viewer = desk_set.owner AND v.kind || ':' || v.ref = l.id)
	ORDER BY l.n LIMIT 1;
	IF FOUND THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, CASE WHEN wrong.again THEN 'invalid' ELSE 'unknown_reference' END,
			ops.wrong_field('lines/' || wrong.n, CASE WHEN wrong.again THEN 'Stands there twice.' ELSE 'Is no line of yours.' END)));
	END IF;
	IF EXISTS (SELECT FROM directory.v_desk_line AS v WHERE v.tenant = desk_set.tenant AND v.viewer = desk_set.owner) THEN -- else there is nothing to keep
		PERFORM directory.desk_touch(tenant, owner);
		UPDATE directory.desk AS d SET lines = NULLIF(desk_set.lines, '{}') WHERE d.tenant = desk_set.tenant AND d.owner = desk_set.owner;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', directory.desk_lines(tenant, owner)));
END $$;

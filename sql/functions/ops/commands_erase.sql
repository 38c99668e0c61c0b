-- commands_erase: of the limit_ answers that are kept for repeated commands after (after_command), in the order of
-- their ids, those like one of these patterns lose their body; the command itself stays known. Answers how far it
-- looked, null when there are no more, and how many were erased. Internal, called by the owner of what they tell.
DROP FUNCTION IF EXISTS ops.commands_erase(bigint, text[]); -- it looked at all of them at once
CREATE OR REPLACE FUNCTION ops.commands_erase(tenant bigint, patterns text[], after_command bytea, limit_ integer,
	OUT looked_to bytea, OUT erased bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	page bytea[] := ARRAY(SELECT c.command::bytea FROM ops.command AS c
		WHERE c.tenant = commands_erase.tenant AND c.command > after_command ORDER BY c.command LIMIT limit_);
BEGIN
	UPDATE ops.command AS c SET body = '{"erased": true}'
	WHERE c.tenant = commands_erase.tenant AND c.command = ANY (page) AND c.body::text LIKE ANY (patterns);
	GET DIAGNOSTICS erased = ROW_COUNT;
	looked_to := CASE WHEN cardinality(page) = limit_ THEN page[limit_] END;
END $$;

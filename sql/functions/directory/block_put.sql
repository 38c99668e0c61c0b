-- block_put: a number is blocked for one's own Work number, as caller or as sender (CT-12). Not while it is in none but the
-- contacts: then a call or text of it is no nuisance but somebody's.
-- Keys: contacts, command. Outcomes: ok (body: block_json), no_work_number, number_is_contact, too_many.
CREATE OR REPLACE FUNCTION directory.block_put(command bytea, fingerprint bytea, tenant bigint, owner bigint, list text, number text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT integer := 1000;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	outcome text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('contacts', tenant, owner::text));
	END IF;
	outcome := CASE
		WHEN EXISTS (SELECT FROM directory.blocked_party AS b WHERE b.tenant = block_put.tenant AND b.owner = block_put.owner
			AND b.list = block_put.list AND b.number = block_put.number) THEN 'ok'
		WHEN NOT EXISTS (SELECT FROM directory.app_user AS u WHERE u.tenant = block_put.tenant AND u.id = block_put.owner
			AND u.has_work AND u.work_number IS NOT NULL) THEN 'no_work_number'
		WHEN EXISTS (SELECT FROM directory.contacts_of_number(tenant, owner, number)) THEN 'number_is_contact'
		WHEN (SELECT count(*) FROM directory.blocked_party AS b WHERE b.tenant = block_put.tenant AND b.owner = block_put.owner
			AND b.list = block_put.list) >= most THEN 'too_many'
		ELSE 'ok' END;
	IF outcome = 'ok' THEN
		INSERT INTO directory.blocked_party (tenant, owner, list, number, at) VALUES (tenant, owner, list, number, ops.clock())
		ON CONFLICT ON CONSTRAINT blocked_party_pkey DO NOTHING;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome,
		CASE WHEN outcome = 'ok' THEN directory.block_json(tenant, owner, list, number) END));
END $$;

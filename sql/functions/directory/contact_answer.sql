-- contact_answer: the answer to a command about one contact, stored with the command: a personal one as its owner reads it; for an external one no body.
CREATE OR REPLACE FUNCTION directory.contact_answer(tenant bigint, command bytea, fingerprint bytea, mark bigint, owner bigint, id bigint)
RETURNS ops.answer
LANGUAGE sql VOLATILE
AS $$
	SELECT ops.command_store($1, $2, $3, ops.answer($4, 'ok', CASE WHEN $5 IS NOT NULL THEN directory.personal_contact_get($1, $5, $6) END))
$$;

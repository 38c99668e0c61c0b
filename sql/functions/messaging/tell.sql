-- tell: a message's event: integrators are told of the contact center's alone, never of a user's own texts.
DROP FUNCTION IF EXISTS messaging.tell(bigint, bigint, bigint, bigint, text); -- it kept no state
CREATE OR REPLACE FUNCTION messaging.tell(owner bigint, tenant bigint, message bigint, version bigint, type text,
	state jsonb DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF owner IS NULL THEN
		PERFORM ops.emit_public(tenant, 5, message, version, type, state);
	ELSE
		PERFORM ops.emit(tenant, 5, message, version);
	END IF;
END $$;

-- a_identity_provider_saved: another issuer is another somebody: it gets no secret that was given for the former
-- one, and nobody who was linked there. Another claim, or another issuer's, is trusted only if it is said with it.
-- Keys: config.
CREATE OR REPLACE FUNCTION directory.a_identity_provider_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF before IS NULL OR after IS NULL THEN
		RETURN;
	END IF;
	IF (before ->> 'claim' <> after ->> 'claim' OR before ->> 'issuer' <> after ->> 'issuer') AND NOT item ? 'claim_trusted' THEN
		UPDATE directory.identity_provider AS p SET claim_trusted = false
		WHERE p.tenant = a_identity_provider_saved.tenant AND p.id = a_identity_provider_saved.id;
	END IF;
	IF before ->> 'issuer' = after ->> 'issuer' THEN
		RETURN;
	END IF;
	IF NOT item ? 'client_secret' AND EXISTS (SELECT FROM directory.identity_provider AS p
		WHERE p.tenant = a_identity_provider_saved.tenant AND p.id = a_identity_provider_saved.id AND p.client_secret IS NOT NULL) THEN
		PERFORM ops.resource_refuse('invalid', 'client_secret', 'Must be given with another issuer.');
	END IF;
	DELETE FROM directory.identity AS i
	WHERE i.tenant = a_identity_provider_saved.tenant AND i.provider = a_identity_provider_saved.id;
END $$;

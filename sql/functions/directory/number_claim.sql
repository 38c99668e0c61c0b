-- number_claim: a number becomes the organisation's; refuses, at this field, one that another organisation has claimed. Claims wait for each other,
-- so that of two at the same time one is refused in words. Keys: config; the claims' own is taken here, or by config_lock.
CREATE OR REPLACE FUNCTION directory.number_claim(tenant bigint, id bigint, field text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('numbers', 0, ''));
	PERFORM ops.resource_refuse('value_taken', field, 'Another organisation on this installation has claimed this number. Contact the operator.')
	FROM directory.phone_number AS n WHERE n.tenant = number_claim.tenant AND n.id = number_claim.id AND directory.number_claimed_elsewhere(n.tenant, n.number);
	UPDATE directory.phone_number AS n SET stage = 'claimed' WHERE n.tenant = number_claim.tenant AND n.id = number_claim.id;
END $$;

-- customer_emit: the event of a customer's record as it is now, with the record itself (customer_version). Internal. Keys: customer, where it is not new.
CREATE OR REPLACE FUNCTION messaging.customer_emit(tenant bigint, customer bigint, type text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	c messaging.customer;
BEGIN
	SELECT * INTO c FROM messaging.customer AS r WHERE r.tenant = customer_emit.tenant AND r.id = customer_emit.customer;
	INSERT INTO messaging.customer_version (tenant, customer, version, at, name, company, language, notes, numbers, merged_into)
	VALUES (c.tenant, c.id, c.version, ops.clock(), c.name, c.company, c.language, c.notes, messaging.numbers_of(tenant, c.id), c.merged_into);
	PERFORM ops.emit_public(c.tenant, 9, c.id, c.version, type);
END $$;

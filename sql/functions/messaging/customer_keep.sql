-- customer_keep: keeps a customer's record as it is at this version, and tells integrators. Internal. Keys: customer, where it is not new.
CREATE OR REPLACE FUNCTION messaging.customer_keep(tenant bigint, customer bigint, type text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	c messaging.customer;
BEGIN
	SELECT * INTO c FROM messaging.customer AS r WHERE r.tenant = customer_keep.tenant AND r.id = customer_keep.customer;
	INSERT INTO messaging.customer_version (tenant, customer, version, at, name, company, language, notes, numbers)
	VALUES (c.tenant, c.id, c.version, ops.clock(), c.name, c.company, c.language, c.notes, messaging.numbers_of(tenant, c.id));
	PERFORM ops.emit_public(c.tenant, 9, c.id, c.version, type);
END $$;

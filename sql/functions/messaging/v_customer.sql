-- v_customer: what other owners may read of a customer.
CREATE OR REPLACE VIEW messaging.v_customer AS
SELECT c.tenant, c.id, c.name, c.language, c.version FROM messaging.customer AS c;

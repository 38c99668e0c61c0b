-- expand: a customer's record becomes part of another one (issue 15, D3, decision 111).
SET LOCAL ROLE own_messaging;
-- Null: it stands for itself.
ALTER TABLE messaging.customer ADD COLUMN merged_into bigint;
CREATE OR REPLACE TRIGGER customer_made AFTER INSERT OR UPDATE OF name, company, erased_at, merged_into ON messaging.customer
	FOR EACH ROW EXECUTE FUNCTION messaging.customer_made();

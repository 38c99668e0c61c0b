-- a_disposition: wrap-up codes as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW routing.a_disposition AS
SELECT d.tenant, d.id, d.name, d.queue_ids, d.disabled, d.version FROM routing.disposition AS d;
COMMENT ON VIEW routing.a_disposition IS 'routing.disposition';
COMMENT ON COLUMN routing.a_disposition.queue_ids IS 'refers to routing.a_queue';

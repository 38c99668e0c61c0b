-- a_caller_id: numbers that callers may show, as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW voice.a_caller_id AS
SELECT c.tenant, c.id, c.phone_number_id, c.group_id, c.site_id,
	(SELECT n.number FROM directory.phone_number AS n WHERE n.tenant = c.tenant AND n.id = c.phone_number_id) AS number, c.version
FROM voice.caller_id AS c;
COMMENT ON VIEW voice.a_caller_id IS 'voice.caller_id';
COMMENT ON COLUMN voice.a_caller_id.number IS 'live';

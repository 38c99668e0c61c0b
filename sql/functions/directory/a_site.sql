-- a_site: places of the organisation as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW directory.a_site AS
SELECT s.tenant, s.id, s.name, s.country, s.address, s.version, s.work_first, s.work_last, s.agent_first, s.agent_last,
	s.region, s.city, s.postal_code, s.street, s.house_number, s.additional, s.call_back_number, s.security_emails, s.security_numbers,
	directory.site_words(s) AS words
FROM directory.site AS s;
COMMENT ON VIEW directory.a_site IS 'directory.site';
COMMENT ON COLUMN directory.a_site.words IS 'live';

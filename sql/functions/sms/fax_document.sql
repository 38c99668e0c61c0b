-- fax_document: what a provider fetches of a fax that it was given: 0 the cover (type null: its words), else the n-th file. Only while
-- it is under way, or may be (the provider did not answer in time, but may have it), by what was made for this send. No row: nothing. Read.
CREATE OR REPLACE FUNCTION sms.fax_document(tenant bigint, token bytea, n integer)
RETURNS TABLE (type text, bytes bytea, subject text, cover text, from_ text, to_ text, at text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT d.type, d.bytes, f.subject, f.cover, f.from_number, trim(s.name || ' ' || s.number), ops.rfc3339(f.at)
	FROM sms.fax_send AS s JOIN sms.fax AS f ON f.tenant = s.tenant AND f.id = s.fax
	LEFT JOIN LATERAL messaging.fax_file_read(s.tenant, s.fax, fax_document.n) AS d ON fax_document.n > 0
	WHERE s.tenant = fax_document.tenant AND (s.state = 'sending' AND s.due_at IS NOT NULL OR s.state = 'unknown' AND s.at > ops.clock() - interval '6 hours') AND s.token = fax_document.token
		AND (fax_document.n = 0 OR d.bytes IS NOT NULL);
END $$;

-- fax_problem: why a draft can't be sent; null: it can. taken: the kinds of files that each provider takes. no_fax, fax_sent,
-- no_fax_number, fax_no_recipient, fax_empty, fax_too_large, fax_file_not_taken, file_not_ready. Internal.
CREATE OR REPLACE FUNCTION sms.fax_problem(f sms.fax, n sms.fax_number, taken jsonb)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	bytes_max CONSTANT bigint := 20971520;
	files jsonb := messaging.fax_files_json(f.tenant, f.id);
	kinds jsonb := taken -> (SELECT a.carrier FROM sms.account AS a WHERE a.tenant = n.tenant AND a.id = n.account_id);
BEGIN
	RETURN CASE
		WHEN NOT (SELECT t.fax FROM directory.v_tenant AS t WHERE t.id = f.tenant) THEN 'no_fax'
		WHEN f.box <> 'draft' THEN 'fax_sent'
		WHEN n.id IS NULL OR kinds IS NULL THEN 'no_fax_number'
		WHEN f.recipients = '[]' THEN 'fax_no_recipient'
		WHEN files = '[]' AND f.subject = '' AND f.cover = '' THEN 'fax_empty'
		WHEN (SELECT sum((x.value ->> 'bytes')::bigint) FROM jsonb_array_elements(files) AS x) > bytes_max THEN 'fax_too_large'
		WHEN EXISTS (SELECT FROM jsonb_array_elements(files) AS x WHERE NOT kinds @> (x.value -> 'type')) THEN 'fax_file_not_taken'
		WHEN EXISTS (SELECT FROM jsonb_array_elements(files) AS x WHERE x.value ->> 'state' <> 'stored') THEN 'file_not_ready' END;
END $$;

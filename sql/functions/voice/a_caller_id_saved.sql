-- a_caller_id_saved: only a number that the organisation has claimed is shown (SP-13); a site has one. A file's numbers come before. Keys: config.
CREATE OR REPLACE FUNCTION voice.a_caller_id_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	most CONSTANT integer := 5000;
BEGIN
	IF after IS NOT NULL AND after ->> 'phone_number_id' IS DISTINCT FROM before ->> 'phone_number_id' AND NOT EXISTS (
		SELECT FROM directory.phone_number AS n WHERE n.tenant = a_caller_id_saved.tenant AND n.id = (after ->> 'phone_number_id')::bigint AND n.stage = 'claimed') THEN
		PERFORM ops.resource_refuse('invalid', 'phone_number_id', 'Is none of the numbers that the organisation has claimed.');
	END IF;
	IF after ->> 'site_id' IS NOT NULL AND EXISTS (SELECT FROM voice.caller_id AS c WHERE c.tenant = a_caller_id_saved.tenant
		AND c.site_id = (after ->> 'site_id')::bigint AND c.id <> a_caller_id_saved.id) THEN
		PERFORM ops.resource_refuse('value_taken', 'site_id', 'This site has one already.');
	END IF;
	IF before IS NULL AND (SELECT count(*) FROM voice.caller_id AS c WHERE c.tenant = a_caller_id_saved.tenant) > most THEN
		PERFORM ops.resource_refuse('too_many', NULL, format('At most %s of these.', most));
	END IF;
END $$;

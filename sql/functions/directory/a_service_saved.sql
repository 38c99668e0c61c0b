-- a_service_saved: an extension reaches one. Keys: config.
CREATE OR REPLACE FUNCTION directory.a_service_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF before -> 'extension' IS DISTINCT FROM after -> 'extension' THEN
		PERFORM directory.extension_judge(tenant, after ->> 'extension', 'extension');
	END IF;
END $$;

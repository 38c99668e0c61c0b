-- fax_files_drop: a fax is forgotten with its files. One that somebody works on is left to the sweeper. Called by sms.
CREATE OR REPLACE FUNCTION messaging.fax_files_drop(tenant bigint, fax bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	u bigint;
BEGIN
	FOR u IN SELECT r.id FROM messaging.upload AS r WHERE r.tenant = fax_files_drop.tenant AND r.fax = fax_files_drop.fax LOOP
		IF NOT messaging.upload_drop(tenant, u) THEN
			UPDATE messaging.upload AS r SET fax = NULL WHERE r.tenant = fax_files_drop.tenant AND r.id = u;
		END IF;
	END LOOP;
END $$;

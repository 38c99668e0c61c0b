-- case_made: trigger of messaging.case_: its entry for search follows it.
CREATE OR REPLACE FUNCTION messaging.case_made()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO messaging.search_entry AS e (tenant, kind, ref, made_at, state, words)
	VALUES (NEW.tenant, 'case', NEW.id, NEW.created_at, NEW.state, messaging.case_words(NEW))
	ON CONFLICT ON CONSTRAINT search_entry_pkey DO UPDATE SET state = EXCLUDED.state, words = EXCLUDED.words;
	RETURN NULL;
END $$;

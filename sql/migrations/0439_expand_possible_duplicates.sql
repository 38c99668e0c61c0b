-- expand: contacts that may be one person are marked, not merged (CT-6, decision 104).
SET LOCAL ROLE own_presence;
DO $$
DECLARE
	t text;
BEGIN
	FOREACH t IN ARRAY '{external_contact,personal_contact}'::text[] LOOP
		-- known_by: keys by which an import finds the contact besides those of its fields (directory.person_keys): ids of its sources, and keys of
		-- contacts that were merged into it. possible_duplicate_of: it shares a number or an address with that one, under another name.
		EXECUTE format('ALTER TABLE directory.%1$I ADD COLUMN known_by jsonb NOT NULL DEFAULT ''[]'', ADD COLUMN possible_duplicate_of bigint,
			ADD CONSTRAINT %1$s_known_by CHECK (jsonb_typeof(known_by) = ''array'' AND jsonb_array_length(known_by) <= 100) NOT VALID,
			ADD CONSTRAINT %1$s_possible_duplicate_of FOREIGN KEY (tenant, possible_duplicate_of) REFERENCES directory.%1$I
				ON DELETE SET NULL (possible_duplicate_of) NOT VALID', t);
		EXECUTE format('CREATE INDEX %1$s_possible_duplicate_of ON directory.%1$I (tenant, possible_duplicate_of) WHERE possible_duplicate_of IS NOT NULL', t);
	END LOOP;
END $$;

-- dial_facts: as dial_facts_2, for a voiced of an older release, which does not say who dials.
CREATE OR REPLACE FUNCTION voice.dial_facts(tenant bigint, user_ bigint, price_class text, wanted text)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT voice.dial_facts_2($1, $2, $3, $4, false) $$;

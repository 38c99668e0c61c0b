-- a_dial_rule_saved: its trunks are the tenant's, each once, eight at most. Keys: config.
CREATE OR REPLACE FUNCTION voice.a_dial_rule_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	most CONSTANT integer := 1000;
	trunks CONSTANT jsonb := after -> 'trunk_ids';
BEGIN
	IF after IS NULL THEN
		RETURN;
	END IF;
	IF jsonb_typeof(trunks) <> 'array' OR jsonb_array_length(trunks) > 8
		OR EXISTS (SELECT FROM jsonb_array_elements(trunks) AS t WHERE jsonb_typeof(t.value) <> 'string')
		OR jsonb_array_length(trunks) <> (SELECT count(DISTINCT t.value) FROM jsonb_array_elements(trunks) AS t) THEN
		PERFORM ops.resource_refuse('invalid', 'trunk_ids', 'Must be a list of at most 8 ids of trunks, each once, in the order in which they are tried.');
	END IF;
	PERFORM ops.resource_refuse('unknown_reference', format('trunk_ids/%s', t.n - 1), 'There is no such trunk.')
	FROM jsonb_array_elements_text(trunks) WITH ORDINALITY AS t (id, n)
	WHERE NOT EXISTS (SELECT FROM voice.trunk AS k WHERE k.tenant = a_dial_rule_saved.tenant AND k.id::text = t.id);
	IF before IS NULL AND (SELECT count(*) FROM voice.dial_rule AS r WHERE r.tenant = a_dial_rule_saved.tenant) > most THEN
		PERFORM ops.resource_refuse('too_many', NULL, format('At most %s rules.', most));
	END IF;
END $$;

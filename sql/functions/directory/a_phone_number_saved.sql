-- a_phone_number_saved: the states of a number (SP-2): available -> claimed -> released -> available; claimed and used by somebody is assigned, which
-- giving it to them is, and must end before it is released. A claimed number belongs to one organisation on the
-- installation. A file says how it stood, and assigned of what its users have. Keys: config.
CREATE OR REPLACE FUNCTION directory.a_phone_number_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	was CONSTANT text := COALESCE(before ->> 'state', 'available');
	wanted text := CASE WHEN item ->> 'state' = 'assigned' AND ops.importing() THEN 'claimed' ELSE item ->> 'state' END;
BEGIN
	IF after IS NULL OR wanted IS NULL OR wanted = was OR (was = 'assigned' AND wanted = 'claimed' AND ops.importing()) THEN
		RETURN;
	ELSIF wanted NOT IN ('available', 'claimed', 'released') THEN
		PERFORM ops.resource_refuse('invalid', 'state', 'Must be available, claimed or released; assigned is what somebody uses.');
	ELSIF was = 'assigned' THEN
		PERFORM ops.resource_refuse('referenced', 'state', format('%s has it: take it from them first.', before #>> '{assigned_to,name}'),
			jsonb_build_object('referenced_by', (SELECT jsonb_agg(jsonb_build_object('kind', h.kind, 'count', h.count)) FROM directory.a_phone_number_held(tenant, id) AS h)));
	ELSIF was = 'claimed' AND voice.caller_id_count(tenant, id) > 0 THEN
		PERFORM ops.resource_refuse('referenced', 'state', 'Callers show it: take it from the caller ids first.',
			jsonb_build_object('referenced_by', jsonb_build_array(jsonb_build_object('kind', 'caller_id', 'count', voice.caller_id_count(tenant, id)))));
	ELSIF was = 'claimed' AND EXISTS (SELECT FROM directory.site AS s WHERE s.tenant = a_phone_number_saved.tenant AND s.call_back_number = after ->> 'number') THEN
		PERFORM ops.resource_refuse('referenced', 'state', 'Emergency calls send it: take it from the sites first.', jsonb_build_object('referenced_by',
			(SELECT jsonb_agg(jsonb_build_object('kind', h.kind, 'count', h.count)) FROM directory.a_phone_number_held(tenant, id) AS h)));
	ELSIF NOT ops.importing() AND before IS NOT NULL AND (was, wanted) NOT IN (('available', 'claimed'), ('claimed', 'released'), ('released', 'available')) THEN
		PERFORM ops.resource_refuse('invalid', 'state', format('Is %s: %s.', was, CASE was WHEN 'available' THEN 'it can be claimed'
			WHEN 'claimed' THEN 'it can be released, or given to somebody' ELSE 'it can become available again' END));
	ELSIF NOT ops.importing() AND before IS NULL AND wanted = 'released' THEN
		PERFORM ops.resource_refuse('invalid', 'state', 'A new one is available or claimed.');
	END IF;
	IF wanted = 'claimed' THEN
		PERFORM directory.number_claim(tenant, id, 'state');
	ELSE
		UPDATE directory.phone_number AS n SET stage = wanted WHERE n.tenant = a_phone_number_saved.tenant AND n.id = a_phone_number_saved.id;
	END IF;
END $$;

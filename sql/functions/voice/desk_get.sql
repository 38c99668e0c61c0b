-- desk_get: a receptionist's front desk: their lines, and the calls under way on those that they have chosen, the longest first, as
-- frames; `more`: there are more than 500.
CREATE OR REPLACE FUNCTION voice.desk_get(tenant bigint, viewer bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT integer := 500;
	desk CONSTANT jsonb := directory.desk_lines(tenant, viewer);
	legs jsonb;
BEGIN
	SELECT jsonb_agg(jsonb_build_object('kind', 'leg', 'id', f.id::text, 'version', f.version::text, 'state', f.state) ORDER BY f.began_at, f.id) INTO legs
	FROM (SELECT l.id, l.version, l.began_at, voice.leg_json(l) AS state
		FROM jsonb_array_elements(desk -> 'lines') AS o
		JOIN voice.leg AS l ON l.tenant = desk_get.tenant AND l.line_kind = o.value ->> 'kind'
			AND l.line_ref = split_part(o.value ->> 'id', ':', 2)::bigint AND l.state <> 'ended' AND NOT l.lost
		WHERE (o.value ->> 'chosen')::boolean
		ORDER BY l.began_at, l.id LIMIT most + 1) AS f;
	RETURN desk || jsonb_build_object('calls', COALESCE(legs - most, '[]'), 'more', COALESCE(jsonb_array_length(legs) > most, false));
END $$;

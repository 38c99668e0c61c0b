-- resource_list: a page of a resource. `ask`: filter (field: value, equality; since and until: of the field `at`,
-- half-open; search: see resource_found), sort (id or name, "-" before it turns it), fields ("id,name"), limit, cursor, and who asks: {"actor", "role"}, see
-- resource_seen. The cursor carries filter, sort, fields and the last row's place, so that a page is not moved by what
-- is added or removed meanwhile.
-- Outcomes: ok, bad_request.
CREATE OR REPLACE FUNCTION ops.resource_list(of regclass, tenant bigint, ask jsonb)
RETURNS ops.answer
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	limit_ CONSTANT integer := COALESCE((ask ->> 'limit')::integer, 50);
	known CONSTANT text[] := (SELECT array_agg(f.name) FROM ops.resource_fields(of) AS f);
	who CONSTANT jsonb := ask -> 'who'; -- never from the cursor, which a client may make up
	place jsonb;
	since timestamptz;
	until_ timestamptz;
	sort text;
	down boolean;
	fields text[];
	filters text;
	rows_ jsonb;
	bad text;
BEGIN
	BEGIN
		IF ask ? 'cursor' THEN
			place := convert_from(decode(translate(ask ->> 'cursor', '-_', '+/')
				|| repeat('=', (4 - length(ask ->> 'cursor') % 4) % 4), 'base64'), 'UTF8');
			ask := place -> 'ask';
		END IF;
		sort := ltrim(COALESCE(ask ->> 'sort', 'id'), '-');
		down := COALESCE(ask ->> 'sort', '') LIKE '-%';
		fields := string_to_array(ask ->> 'fields', ',');
		bad := CASE
			WHEN NOT sort = ANY (known) OR (place IS NOT NULL AND jsonb_typeof(place -> 'last' -> 'id') IS DISTINCT FROM 'string') THEN 'cursor'
			WHEN NOT fields <@ known THEN 'fields'
			ELSE (SELECT t.name FROM unnest('{since,until}'::text[]) AS t (name)
				WHERE ask -> 'filter' ->> t.name IS NOT NULL AND NOT ops.is_rfc3339(ask -> 'filter' ->> t.name) LIMIT 1) END;
		IF bad IS NULL THEN
			since := (ask #>> '{filter,since}')::timestamptz;
			until_ := (ask #>> '{filter,until}')::timestamptz;
			SELECT string_agg(format(' AND v.%1$I = f.%1$I', k.key), '') INTO filters
			FROM jsonb_object_keys(COALESCE(ask -> 'filter', '{}')) AS k (key) WHERE k.key = ANY (known);
			filters := concat(filters, CASE WHEN since IS NOT NULL THEN ' AND v.at >= $7' END, CASE WHEN until_ IS NOT NULL THEN ' AND v.at < $8' END,
				' AND ' || ops.resource_seen(of) || '($1, $5, $6, v)',
				CASE WHEN ask #> '{filter,search}' IS NOT NULL THEN ' AND ' || ops.resource_found(of) || '(v, $9)' END);
			-- First which rows, then what they show: a field that is an expression may cost.
			EXECUTE format('SELECT jsonb_agg(jsonb_build_object(''item'', s.item,
					''last'', jsonb_build_object(''id'', c.id::text, %2$L, c.place::text)) ORDER BY c.place %3$s, c.id %3$s)
				FROM (SELECT v.id, v.%2$I AS place
					FROM %4$s AS v, jsonb_populate_record(NULL::%4$s, $2) AS f, jsonb_populate_record(NULL::%4$s, $3) AS p
					WHERE %7$s (p.id IS NULL OR (v.%2$I, v.id) %5$s (p.%2$I, p.id))%6$s
					ORDER BY v.%2$I %3$s, v.id %3$s LIMIT $4) AS c
				CROSS JOIN LATERAL (SELECT %1$s AS item FROM %4$s AS v WHERE %7$s v.id = c.id OFFSET 0) AS s',
				ops.resource_shown(of, fields), sort, CASE WHEN down THEN 'DESC' ELSE 'ASC' END, of,
				CASE WHEN down THEN '<' ELSE '>' END, filters, CASE WHEN tenant IS NOT NULL THEN 'v.tenant = $1 AND' END)
			INTO rows_ USING tenant, COALESCE(ask -> 'filter', '{}'), COALESCE(place -> 'last', '{}'), limit_ + 1,
				(who ->> 'actor')::bigint, who ->> 'role', since, until_, ask #>> '{filter,search}';
		END IF;
	EXCEPTION WHEN data_exception THEN
		bad := COALESCE(bad, 'cursor');
	END;
	IF bad IS NOT NULL THEN
		RETURN ROW ('bad_request', jsonb_build_object('errors', jsonb_build_array(jsonb_build_object('pointer', '/' || bad,
			'detail', CASE bad WHEN 'fields' THEN 'Fields of this resource: ' || array_to_string(known, ', ')
				WHEN 'cursor' THEN 'This is no cursor of this list' ELSE 'Must be a time (RFC 3339)' END))), NULL, NULL)::ops.answer;
	END IF;
	RETURN ROW ('ok', jsonb_build_object(
		'data', COALESCE((SELECT jsonb_agg(e.value -> 'item' ORDER BY e.ordinality)
			FROM jsonb_array_elements(rows_) WITH ORDINALITY AS e WHERE e.ordinality <= limit_), '[]'),
		'next_cursor', CASE WHEN jsonb_array_length(rows_) > limit_ THEN
			rtrim(translate(encode(convert_to(jsonb_build_object('ask', ask - '{limit,cursor}'::text[],
				'last', rows_ -> (limit_ - 1) -> 'last')::text, 'UTF8'), 'base64'), E'+/\n', '-_'), '=') END),
		NULL, NULL)::ops.answer;
END $$;

-- book_json: an address book as one user has it. Null: there is none, or it is disabled and the user has not connected it.
CREATE OR REPLACE FUNCTION directory.book_json(tenant bigint, owner bigint, book bigint)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('id', b.id::text, 'name', b.name, 'provider', b.provider, 'disabled', b.disabled,
		'state', COALESCE(a.state, 'none'), 'problem', a.problem, 'connected_at', ops.rfc3339(a.connected_at),
		'next_at', CASE WHEN a.state = 'idle' AND NOT b.disabled THEN ops.rfc3339(a.due_at) END,
		'contacts', (SELECT count(*) FROM directory.book_person AS p
			WHERE p.tenant = $1 AND p.owner = $2 AND p.book = $3 AND p.contact IS NOT NULL),
		'so_far', CASE WHEN a.state = 'reading' THEN COALESCE((a.counts ->> 'added')::bigint, 0) + COALESCE((a.counts ->> 'changed')::bigint, 0)
			+ COALESCE((a.counts ->> 'unchanged')::bigint, 0) END,
		'rounds', COALESCE(a.rounds, '[]'))
	FROM directory.address_book AS b
	LEFT JOIN directory.book_account AS a ON a.tenant = b.tenant AND a.book = b.id AND a.owner = $2
	WHERE b.tenant = $1 AND b.id = $3 AND (NOT b.disabled OR a.book IS NOT NULL)
$$;

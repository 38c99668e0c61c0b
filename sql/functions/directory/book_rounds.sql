-- book_rounds: the results of an account's last ten rounds with that of the present one. One that changed nothing takes the place of
-- another such before it.
CREATE OR REPLACE FUNCTION directory.book_rounds(a directory.book_account, at_now timestamptz, problem text)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	most CONSTANT integer := 10;
	zero CONSTANT jsonb := '{"added": 0, "changed": 0, "unchanged": 0, "removed": 0, "kept": 0, "skipped": 0, "items": []}';
	this jsonb := zero || (a.counts - 'pages') || jsonb_build_object('at', ops.rfc3339(at_now), 'whole', a.whole, 'problem', problem);
	former jsonb := a.rounds;
BEGIN
	IF this -> 'items' = '[]' AND former #> '{0,items}' = '[]' AND former #> '{0,problem}' = COALESCE(to_jsonb(problem), 'null')
		AND former #> '{0,whole}' = to_jsonb(a.whole) THEN
		former := former - 0;
	END IF;
	RETURN jsonb_build_array(this) || COALESCE((SELECT jsonb_agg(r.value ORDER BY r.n) FROM jsonb_array_elements(former) WITH ORDINALITY AS r (value, n)
		WHERE r.n < most), '[]');
END $$;

-- config_try: rows of a file, all of them at once; where that fails, halves of them, down to the rows that are
-- wrong, which are told; the others are kept. Answers {"plan": …, "errors": [{"n", "type", "field", "detail"}]}, and ends
-- with the 100th error.
CREATE OR REPLACE FUNCTION ops.config_try(schema text, noun text, tenant bigint, actor bigint, actor_role text, origin jsonb,
	rows jsonb, how jsonb)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	of CONSTANT regclass := ops.resource_view(schema, noun);
	size CONSTANT integer := jsonb_array_length(rows);
	halves jsonb[];
	first jsonb;
	second jsonb;
	answer ops.answer;
	refused record;
	state text;
	detail text;
	table_schema text;
	table_ text;
	constraint_ text;
	col text;
	words text := 'A value has not the form of its field.'; -- where nothing says which
BEGIN
	BEGIN
		RETURN jsonb_build_object('plan', ops.config_apply(schema, noun, tenant, actor, actor_role, origin, rows, how), 'errors', '[]'::jsonb);
	EXCEPTION WHEN SQLSTATE 'TL001' OR integrity_constraint_violation OR data_exception OR with_check_option_violation THEN
		GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, constraint_ = CONSTRAINT_NAME, col = COLUMN_NAME, table_schema = SCHEMA_NAME,
			table_ = TABLE_NAME, detail = PG_EXCEPTION_DETAIL;
	END;
	IF size > 1 THEN
		SELECT ARRAY[jsonb_agg(e.value ORDER BY e.ordinality) FILTER (WHERE e.ordinality <= size / 2),
			jsonb_agg(e.value ORDER BY e.ordinality) FILTER (WHERE e.ordinality > size / 2)]
		INTO halves FROM jsonb_array_elements(rows) WITH ORDINALITY AS e;
		first := ops.config_try(schema, noun, tenant, actor, actor_role, origin, halves[1], how);
		IF jsonb_array_length(first -> 'errors') >= 100 THEN
			RETURN first;
		END IF;
		second := ops.config_try(schema, noun, tenant, actor, actor_role, origin, halves[2], how);
		RETURN jsonb_build_object('plan', (first -> 'plan') || (second -> 'plan'), 'errors', (first -> 'errors') || (second -> 'errors'));
	END IF;
	IF state = 'TL001' THEN
		SELECT d.outcome, d.body INTO refused FROM jsonb_to_record(detail::jsonb) AS d (outcome text, body jsonb);
		answer := ROW (refused.outcome, refused.body, NULL, NULL)::ops.answer;
	ELSIF state = '44000' THEN
		words := 'This is nothing that the resource may hold.'; -- the view's condition: an operator among the users
	ELSE
		answer := ops.resource_problem(of, state, to_regclass(format('%I.%I', table_schema, table_)), constraint_, col, rows -> 0 -> 'item');
	END IF;
	RETURN jsonb_build_object('plan', '[]'::jsonb, 'errors', jsonb_build_array(jsonb_build_object('n', rows -> 0 -> 'n',
		'type', COALESCE(answer.outcome, 'invalid'),
		'field', COALESCE((SELECT f.told FROM ops.config_fields(of) AS f WHERE '/' || f.field = answer.body #>> '{errors,0,pointer}'),
			ltrim(answer.body #>> '{errors,0,pointer}', '/'), ''),
		'detail', COALESCE(answer.body #>> '{errors,0,detail}', answer.body ->> 'detail', words))));
END $$;

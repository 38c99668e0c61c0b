-- answer_thing: ops.answer whose body is a thing's frame. A thing that the call changed stands in
-- its news already: its state is made once.
CREATE OR REPLACE FUNCTION ops.answer_thing(mark bigint, outcome text, kind integer, tenant bigint, key bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	news jsonb := ops.news(mark);
	told jsonb;
	body jsonb;
BEGIN
	told := (SELECT n.item FROM jsonb_array_elements(news) AS n (item)
		WHERE n.item -> 'kind' = to_jsonb(kind) AND n.item ->> 'tenant' = tenant::text AND n.item ->> 'key' = key::text);
	IF told IS NULL THEN
		body := ops.frame(kind, tenant, key);
	ELSE
		body := jsonb_build_object('kind', ops.kind_name(kind), 'id', key::text, 'version', told ->> 'version',
			'state', told -> 'state');
	END IF;
	RETURN ROW (outcome, body, news, NULL)::ops.answer;
END $$;

-- caller_id_of: which number a user's call shows: the one that they ask for (`wanted`), if it is granted; null: the default, the first of caller_ids that
-- is not their group's; none: null. problem: caller_id_not_granted; not_available: what would be shown is the number of a queue, and the agent is not
-- Available (SP-11). The default is held to that where `as_agent`: it is an agent who dials; another default that is no queue's goes before the refusal.
CREATE OR REPLACE FUNCTION voice.caller_id_of(tenant bigint, user_ bigint, wanted text, as_agent boolean, OUT number text, OUT problem text)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	one record;
	any_ CONSTANT boolean := wanted IS NULL AND NOT (as_agent AND EXISTS (SELECT FROM directory.v_user AS u
		WHERE u.tenant = caller_id_of.tenant AND u.id = user_ AND u.has_seat));
BEGIN
	FOR one IN SELECT g.number
		FROM voice.caller_ids(tenant, user_) WITH ORDINALITY AS g (number, source, n)
		WHERE g.number = wanted OR wanted IS NULL AND g.source <> 'group' ORDER BY g.n
	LOOP
		IF any_ OR voice.may_show(tenant, user_, one.number) THEN
			number := one.number;
			problem := NULL;
			RETURN;
		END IF;
		problem := 'not_available';
	END LOOP;
	problem := COALESCE(problem, CASE WHEN wanted IS NOT NULL THEN 'caller_id_not_granted' END);
END $$;

-- place: puts an arrived interaction in a queue, or changes the place of one that waits; its
-- first waiting time stays. Answers 'placed' (again, if it stands there already), 'stale' if
-- it does not wait or that queue is gone, 'not_found'. Keys: interaction.
CREATE OR REPLACE FUNCTION routing.place(tenant bigint, interaction bigint, queue bigint,
	priority integer, skills jsonb, explanation jsonb)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	i routing.interaction;
	is_new boolean;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('interaction', tenant, interaction::text));
	END IF;
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = place.tenant AND r.id = place.interaction;
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF i.state NOT IN ('arrived', 'waiting') OR NOT EXISTS (SELECT FROM routing.queue AS q
		WHERE q.tenant = place.tenant AND q.id = place.queue) THEN
		RETURN ops.answer(mark, 'stale', ops.frame(3, tenant, interaction));
	END IF;
	is_new := i.state = 'arrived';
	IF is_new OR (i.queue, i.priority, i.skills) IS DISTINCT FROM
		(place.queue, place.priority::smallint, COALESCE(place.skills, '[]')) THEN
		i.state := 'waiting';
		i.queue := place.queue;
		i.priority := place.priority;
		i.skills := COALESCE(place.skills, '[]');
		PERFORM routing.interaction_change(i, is_new);
		PERFORM routing.decision_store(tenant, interaction, 'place', NULL, NULL, place.queue, explanation);
	END IF;
	RETURN ops.answer_thing(mark, 'placed', 3, tenant, interaction);
END $$;

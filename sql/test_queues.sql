-- Queues: widening, and what becomes of interactions whose queue is gone.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben'), test.available('sue');

-- What routerd does: a text put in a queue; answers the interaction.
CREATE FUNCTION test.placed(number text, queue bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	i bigint := test.text_in(number, 'hello') ->> 'interaction';
BEGIN
	PERFORM test.is((test.place(i, queue)).outcome, 'placed', 'a text is placed');
	RETURN i;
END $$;
CREATE FUNCTION test.place(interaction bigint, queue bigint) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('routing.place(1, %s, %s, NULL, NULL, NULL)', interaction, queue), ARRAY[ops.key('interaction', 1, interaction::text)])
$$;
CREATE FUNCTION test.state(interaction bigint) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', i.state, i.queue, i.outcome) FROM routing.interaction AS i WHERE i.id = state.interaction
$$;

-- ---- widening (RT-3): who a step adds may be offered it, when its time has come ----

SELECT directory.group_create(1, 'Reserve') AS g \gset
UPDATE directory.app_user SET group_id = :g WHERE id = test.who('ben');
UPDATE routing.queue SET widening = format('[{"after_ms": 60000, "add_group": "%s"}]', :g)::jsonb WHERE id = 1;
DELETE FROM routing.member WHERE queue = 1 AND agent = test.who('ben');
SELECT test.placed('+4915100000001', 1) AS i \gset
SELECT test.pass('59 s');
SELECT test.is((test.offer(:i, 'ben')).body ->> 'verdict', 'membership', 'before its step the group is not offered it');
SELECT test.pass('1 s');
INSERT INTO routing.member (tenant, queue, agent, enabled) VALUES (1, 1, test.who('ben'), false);
SELECT test.is((test.offer(:i, 'ben')).body ->> 'verdict', 'membership', 'a membership that is not enabled keeps them out');
DELETE FROM routing.member WHERE queue = 1 AND agent = test.who('ben');
SELECT test.is((test.offer(:i, 'ben')).outcome, 'made', 'from its step on it is');

-- ---- RT-6: alone, a cool-down lasts 5 s ----

SELECT test.is((test.reject(test.live_offer(:i), 'ben')).outcome, 'ok', 'an offer is rejected');
SELECT test.status_set('ben', 'ben', 'available');
CREATE FUNCTION test.offer_alone(interaction bigint, username text) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('routing.offer_make(1, %s, %s, %s, 1, NULL, NULL, NULL, NULL, true)', interaction,
		(SELECT r.version FROM routing.interaction AS r WHERE r.id = offer_alone.interaction), test.who(username)),
		ARRAY[test.agent_key(username), ops.key('interaction', 1, interaction::text)])
$$;
SELECT test.pass('4 s');
SELECT test.is((test.offer_alone(:i, 'ben')).body ->> 'verdict', 'cool_down', 'alone, too, the agent is left alone for 5 s');
SELECT test.pass('1 s');
SELECT test.is((test.offer(:i, 'ben')).body ->> 'verdict', 'cool_down', 'longer where others are eligible');
SELECT test.is((test.offer_alone(:i, 'ben')).outcome, 'made', 'and offered it after 5 s where nobody is');
SELECT test.accept(test.live_offer(:i), 'ben');

-- ---- a queue that is gone ----

SELECT (test.text_in('+4915100000002', 'x') ->> 'interaction')::bigint AS lost \gset
SELECT test.is((test.place(:lost, 999)).outcome, 'stale', 'nothing is placed in a queue that is gone');
SELECT test.is((test.place(:lost, 999)).body -> 'state' ->> 'state', 'arrived', 'it has arrived as before');
SELECT test.place(:lost, 2);
UPDATE routing.interaction SET queue = 999 WHERE id = :lost;
SELECT test.is((SELECT array_agg(problem) FROM routing.impossible(10)), '{queue_gone}', 'waiting in a queue that is gone is impossible');
SELECT test.is((test.call(format('routing.repair(%L, %s, NULL, %L, NULL)', problem, tenant, interaction), '{}')).outcome, 'repaired', 'and is repaired')
FROM routing.impossible(10);
SELECT test.is(test.state(:lost), 'arrived', 'its channel''s rules find another');
SELECT test.is((test.place(:lost, 2)).outcome, 'placed', 'which takes it');

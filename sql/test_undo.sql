-- A routing step undone by a person (SV-3), and why an agent gets nothing (SV-4).
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben'), test.available('sue'), test.available('tom');
-- Sue leads Ann's group and Tom Ben's; queue 1 has Ann, Ben and Sue, queue 20 Ben, queue 30 Ann.
INSERT INTO routing.queue (tenant, id, name, priority) VALUES (1, 20, 'Theirs', 2), (1, 30, 'Ours', 3);
INSERT INTO routing.member (tenant, queue, agent) VALUES (1, 20, test.who('ben')), (1, 30, test.who('ann'));

CREATE FUNCTION test.lead(call text, VARIADIC keys bigint[] DEFAULT '{}') RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format(call, format('%L, NULL, 1', c)), test.command_keys(c) || keys) FROM test.command() AS c
$$;
CREATE FUNCTION test.withdraw(offer bigint, actor text, role text, reason text DEFAULT 'wrong customer') RETURNS ops.answer
LANGUAGE sql AS $$ SELECT test.lead(format('routing.offer_withdraw(%%s, %s, %L, %s, %L)', test.who(actor), role, offer, reason)) $$;
CREATE FUNCTION test.move(interaction bigint, actor text, role text, queue bigint, reason text DEFAULT 'belongs there') RETURNS ops.answer
LANGUAGE sql AS $$ SELECT test.lead(format('routing.interaction_move(%%s, %s, %L, %s, %L, %L)', test.who(actor), role, interaction, queue, reason)) $$;
CREATE FUNCTION test.reorder(interaction bigint, actor text, role text, before bigint DEFAULT NULL, reason text DEFAULT 'is urgent') RETURNS ops.answer
LANGUAGE sql AS $$ SELECT test.lead(format('routing.interaction_reorder(%%s, %s, %L, %s, %L, %L)', test.who(actor), role, interaction, before, reason)) $$;
CREATE FUNCTION test.waiting(number text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	made bigint := (test.text_in(number, 'x') ->> 'interaction')::bigint;
BEGIN
	PERFORM test.call(format('routing.place(1, %s, 1, 5, ''[]'', ''{}'')', made), ARRAY[ops.key('interaction', 1, made::text)]);
	RETURN made;
END $$;
CREATE FUNCTION test.line(queue bigint) RETURNS bigint[]
LANGUAGE sql AS $$
	SELECT ARRAY(SELECT i.id FROM routing.interaction AS i WHERE i.queue = line.queue AND i.state = 'waiting'
		ORDER BY i.priority, COALESCE(i.rank_at, i.entered_at), i.id)
$$;

-- ---- pull back an offer ----

SELECT test.waiting('+4915100000001') AS i \gset
SELECT test.offer(:i, 'ann');
SELECT test.live_offer(:i) AS o \gset
SELECT test.is((test.withdraw(:o, 'ann', 'agent')).outcome, 'not_found', 'an agent pulls no offer back');
SELECT test.is((test.withdraw(:o, 'sue', 'supervisor', ' ')).body #>> '{errors,0,pointer}', '/reason', 'nobody does without a reason');
SELECT idle_since AS idle FROM routing.agent WHERE agent = test.who('ann') \gset
SELECT test.is((test.withdraw(:o, 'sue', 'supervisor')).body #>> '{state,cause}', 'supervisor', 'a supervisor pulls an offer of theirs back');
SELECT test.is(i.state || ' ' || a.chat_count || ' ' || a.chosen || (a.idle_since = :'idle'), 'waiting 0 availabletrue', 'it waits again, the agent has no penalty')
	FROM routing.interaction AS i, routing.agent AS a WHERE i.id = :i AND a.agent = test.who('ann');
SELECT test.is((test.offer(:i, 'ann')).body ->> 'verdict', 'cool_down', 'they are not offered it at once');
SELECT test.is((SELECT s.state ->> 'cooldown_since' IS NOT NULL FROM routing.offer_state(1, :o) AS s), true, 'and the router hears so');
SELECT test.is((SELECT action || ' ' || (detail ->> 'reason') || ' ' || (actor = test.who('sue')) FROM ops.audit WHERE kind = 3 AND key = :i),
	'offer_withdraw wrong customer true', 'it is audited: who, what, why');
SELECT test.is((SELECT explanation ->> 'action' FROM routing.decision WHERE interaction = :i ORDER BY id DESC LIMIT 1), 'offer_withdraw', 'and stands in why');
SELECT test.is((test.withdraw(:o, 'sue', 'supervisor')).outcome, 'offer_ended', 'what has ended is not pulled back');
SELECT test.offer(:i, 'ben');
SELECT test.live_offer(:i) AS o \gset
SELECT test.is((test.withdraw(:o, 'tom', 'supervisor')).outcome, 'ok', 'each supervisor their agents'' offers');
SELECT test.handled('+4915100000002', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS t \gset
SELECT test.call(format('routing.interaction_transfer(%L, NULL, 1, %s, ''agent'', %s, NULL, %s, false, NULL)', c, test.who('ann'), :t, test.who('sue')),
	test.command_keys(c)) FROM test.command() AS c;
SELECT test.live_offer(:t) AS o \gset
SELECT test.is((test.withdraw(:o, 'tom', 'supervisor')).outcome, 'not_found', 'what another group does is not theirs');
SELECT test.is((test.withdraw(:o, 'ann', 'agent', NULL)).body #>> '{state,cause}', 'asker', 'who asked for a transfer takes it back, without a reason');
SELECT test.is((SELECT count(*) FROM ops.audit WHERE kind = 3 AND key = :t), 0::bigint, 'that is no step of the router');

-- ---- into another queue ----

SELECT entered_at AS entered FROM routing.interaction WHERE id = :i \gset
SELECT test.is((test.move(:i, 'ann', 'agent', 30)).outcome, 'not_found', 'an agent moves nothing');
SELECT test.is((test.move(:i, 'sue', 'supervisor', 20)).outcome, 'unknown_reference', 'a supervisor moves nothing into others'' queues');
SELECT test.is((test.move(:i, 'sue', 'supervisor', 1)).body ->> 'verdict', 'same_queue', 'nor to where it is');
SELECT test.is((test.move(:i, 'sue', 'supervisor', 30, NULL)).outcome, 'invalid', 'nor without a reason');
SELECT test.is((test.move(:i, 'sue', 'supervisor', 30)).body #>> '{state,queue,name}', 'Ours', 'but into their own');
SELECT test.is(state || queue || priority || entered_at, 'waiting303' || :'entered', 'with its first waiting time and that queue''s priority') FROM routing.interaction WHERE id = :i;
SELECT test.is((test.move(:i, 'tom', 'supervisor', 20)).outcome, 'not_found', 'what waits in others'' queues is not found');
SELECT test.waiting('+4915100000003') AS j \gset
SELECT test.offer(:j, 'ann');
SELECT test.live_offer(:j) AS o \gset
SELECT test.is((test.move(:j, 'eve', 'administrator', 20)).body #>> '{state,queue,name}', 'Theirs', 'what is offered is moved, too');
SELECT test.is(state || ' ' || cause, 'withdrawn supervisor', 'its offer is withdrawn') FROM routing.offer WHERE id = :o;
SELECT test.is((test.move(:t, 'sue', 'supervisor', 30)).outcome, 'interaction_not_waiting', 'what an agent has is not');

-- ---- elsewhere in the line ----

SELECT test.waiting('+491510000001' || n), test.pass('1 s') FROM generate_series(1, 4) AS n;
SELECT (test.line(1))[1] AS a, (test.line(1))[2] AS b, (test.line(1))[3] AS c, (test.line(1))[4] AS d \gset
SELECT test.is((test.reorder(:d, 'sue', 'supervisor', :b)).outcome, 'ok', 'one is put before another');
SELECT test.is(test.line(1), ARRAY[:a, :d, :b, :c]::bigint[], 'and stands there');
SELECT test.is((test.reorder(:c, 'sue', 'supervisor')).outcome, 'ok', 'or first');
SELECT test.is(test.line(1), ARRAY[:c, :a, :d, :b]::bigint[], 'of all');
SELECT test.is((SELECT (s.state ->> 'started_at') > (s.state ->> 'rank_at') FROM routing.interaction_state(1, :c) AS s), true, 'its waiting time stays what it is');
UPDATE routing.interaction SET priority = 2 WHERE id = :a;
SELECT test.is((test.reorder(:b, 'sue', 'supervisor')).outcome, 'ok', 'first is before a higher priority, too');
SELECT test.is(test.line(1), ARRAY[:b, :a, :c, :d]::bigint[], 'which it takes');
CREATE FUNCTION test.seen_line(actor text, role text, queue bigint, after text DEFAULT NULL, n integer DEFAULT 100) RETURNS bigint[]
LANGUAGE sql AS $$ SELECT array_agg((l.item ->> 'id')::bigint) FROM routing.queue_line(1, test.who(actor), role, queue, after, n) AS l $$;
SELECT test.is(test.seen_line('sue', 'supervisor', 1), test.line(1), 'who leads the queue sees its line, in its order');
SELECT test.is(test.seen_line('eve', 'administrator', 1, (SELECT l.cursor FROM routing.queue_line(1, test.who('eve'), 'administrator', 1, NULL, 2) AS l OFFSET 1), 2),
	ARRAY[:c, :d]::bigint[], 'page by page');
SELECT test.is(test.seen_line('tom', 'supervisor', 30), ARRAY[NULL]::bigint[], 'nobody else does');
SELECT test.is(test.seen_line('ann', 'agent', 1), ARRAY[NULL]::bigint[], 'an agent none');
SELECT test.is((test.reorder(:b, 'sue', 'supervisor', :i)).outcome, 'unknown_reference', 'nothing goes before what waits elsewhere');
SELECT test.is((test.reorder(:b, 'sue', 'supervisor', NULL, '')).outcome, 'invalid', 'each with a reason');
SELECT test.is((test.reorder(:j, 'sue', 'supervisor')).outcome, 'not_found', 'in others'' queues nothing is put anywhere');
SELECT test.is((test.reorder(:t, 'sue', 'supervisor')).outcome, 'interaction_not_waiting', 'nor what does not wait');
SELECT test.is((SELECT count(*) FROM ops.audit WHERE action = 'interaction_reorder' AND detail ->> 'reason' = 'is urgent'), 3::bigint, 'each is audited');
SELECT test.is((SELECT count(*) FROM routing.impossible(10)), 0::bigint, 'nothing impossible has come about');
SELECT test.is(test.wrong_loads(), 0::bigint, 'and all capacity is as a recount says');

-- ---- why (SV-4) ----

CREATE FUNCTION test.why(agent text, actor text, role text) RETURNS jsonb
LANGUAGE sql AS $$ SELECT (routing.agent_why(1, test.who(agent), test.who(actor), role)).body $$;
SELECT test.is(test.why('ben', 'sue', 'supervisor'), NULL, 'a supervisor is told of their agents only');
SELECT test.is(test.why('ann', 'ben', 'agent'), NULL, 'an agent of nobody else');
SELECT test.is(test.why('ann', 'ann', 'agent') -> 'words', '["Can be offered work."]', 'who can be offered work hears so');
SELECT test.is((SELECT q ->> 'words' FROM jsonb_array_elements(test.why('ann', 'sue', 'supervisor') -> 'queues') AS q WHERE q ->> 'name' = 'Support'), '4 waiting: could be offered; first comes who has the higher level, more room, or waited longer.',
	'and for each of their queues what waits');
SELECT i.id AS offered FROM routing.interaction AS i WHERE i.tenant = 1 AND i.state = 'waiting' ORDER BY i.id DESC LIMIT 1 \gset
SELECT (test.offer(:offered, 'ann')).outcome;
SELECT test.is((SELECT q ->> 'waiting' || ' of which ' || (q ->> 'words') FROM jsonb_array_elements(test.why('ann', 'sue', 'supervisor') -> 'queues') AS q WHERE q ->> 'name' = 'Support'),
	'4 of which 3 waiting: could be offered; first comes who has the higher level, more room, or waited longer; 1 being offered to somebody.', 'also of what is just being offered');
SELECT (test.expire(test.live_offer(:offered))).outcome, test.status_set('ann', 'ann', 'available');
SELECT test.status_set('ann', 'ann', 'on_break');
SELECT test.is(test.why('ann', 'ann', 'agent') #>> '{words,0}', 'Is On Break: offers come while Available.', 'who is on break, why not');
SELECT test.is((routing.interaction_why(1, :a, test.who('sue'), 'supervisor')).body #>> '{now,words}', 'It is their turn: 2 can be offered it, 1 is not Available.',
	'of what waits it is said for whom');
SELECT test.status_set('sue', 'sue', 'on_break'), test.status_set('ben', 'ben', 'available', true);
UPDATE routing.interaction SET skills = '[{"skill":"77","level":50}]' WHERE id = :a;
SELECT test.is((routing.interaction_why(1, :a, test.who('sue'), 'supervisor')).body #>> '{now,words}', 'Nobody can be offered it: 3 lack a required skill.', 'or why nobody has it');
SELECT test.is((SELECT array_agg(g #>> '{agent,name}' ORDER BY g #>> '{agent,name}') FROM jsonb_array_elements((routing.interaction_why(1, :a, test.who('sue'), 'supervisor')).body #> '{now,agents}') AS g),
	'{Ann,Sue}', 'naming those whom one leads');
INSERT INTO routing.skill (tenant, id, name) VALUES (1, 77, 'Greek');
INSERT INTO routing.agent_skill (tenant, agent, skill, level) VALUES (1, test.who('ann'), 77, 20), (1, test.who('ben'), 77, 60);
SELECT test.is((routing.interaction_why(1, :a, test.who('eve'), 'administrator')).body #>> '{now,counts}', '{"level": 1, "skill": 1, "eligible": 1}', 'each by its verdict');
UPDATE routing.queue SET widening = '[{"after_ms": 0, "level": 20}]' WHERE id = 1;
SELECT test.is((routing.interaction_why(1, :a, test.who('eve'), 'administrator')).body #>> '{now,counts}', '{"skill": 1, "status": 1, "eligible": 1}', 'by what is asked for by now (RT-3)');
SELECT test.is((SELECT array_agg(w ->> 'words') FROM jsonb_array_elements((routing.interaction_why(1, :i, test.who('eve'), 'administrator')).body -> 'decisions') AS w),
	'{"Waits in Support.","Offered to Ann.","Sue pulled the offer back: wrong customer","Offered to Ben.","Tom pulled the offer back: wrong customer","Sue moved it to Ours: belongs there"}',
	'each stored decision is told in words');
SELECT test.is((SELECT count(*) FROM routing.why_lines(1, 'interaction', :i)), 7::bigint, 'an operator reads them line by line');
SELECT test.is((SELECT line FROM routing.why_lines(1, 'agent', test.who('ann')) LIMIT 1), 'Ann: Is On Break: offers come while Available.', 'of an agent, too');
SELECT test.is((SELECT count(*) FROM routing.why_lines(1, 'interaction', 0)), 0::bigint, 'and nothing of nothing');

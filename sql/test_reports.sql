-- Reports: formulas and their vectors, the history of an interaction, figures by quarter, the recount (75-metrics.md, SV-7).
\ir testing_work.sql

-- ---- formulas: the vectors of 75-metrics.md ----

CREATE FUNCTION pg_temp.figure(name text, counters jsonb, of text DEFAULT 'queue') RETURNS text
LANGUAGE sql AS $$ SELECT routing.figures(of, counters) ->> name $$;
CREATE FUNCTION pg_temp.icmi() RETURNS jsonb
LANGUAGE sql AS $$ SELECT '{"answered": 1000, "abandoned": 60, "answered_in_time": 860, "abandoned_in_time": 20, "abandoned_short": 10}'::jsonb $$;
CREATE FUNCTION pg_temp.cisco() RETURNS jsonb
LANGUAGE sql AS $$ SELECT '{"answered": 90, "abandoned": 10, "answered_in_time": 70, "abandoned_in_time": 10, "abandoned_short": 0}'::jsonb $$;
SELECT test.is(pg_temp.figure('service_level', pg_temp.icmi()), '82.69', 'ICMI: who leaves early is ignored, 82.69 %');
SELECT test.is(pg_temp.figure('service_level_negative', pg_temp.icmi()), '81.13', 'ICMI: every leaver counts against us, 81.13 %');
SELECT test.is(pg_temp.figure('service_level_positive', pg_temp.icmi()), '83.02', 'ICMI: early leavers count as served, 83.02 %');
SELECT test.is(pg_temp.figure('service_level_answered', pg_temp.icmi()), '86.00', 'ICMI: answered only, 86.00 %');
SELECT test.is(pg_temp.figure('service_level_short', pg_temp.icmi()), '81.90', 'ICMI: negative with short limit, 81.90 %');
SELECT test.is(pg_temp.figure('service_level', pg_temp.cisco()), '77.78', 'Cisco: ignored, 77.78 %');
SELECT test.is(pg_temp.figure('service_level_negative', pg_temp.cisco()), '70.00', 'Cisco: negative, 70.00 %');
SELECT test.is(pg_temp.figure('service_level_positive', pg_temp.cisco()), '80.00', 'Cisco: positive, 80.00 %');
SELECT test.is(pg_temp.figure('service_level_live', pg_temp.cisco() || '{"waiting_late": 10}'), '70.00', 'who waits too long counts before they are gone');
SELECT test.is(pg_temp.figure('abandon_rate', '{"offered": 110, "abandoned": 60, "abandoned_short": 10}'), '50.00', 'short abandons leave both sides');
SELECT test.is(pg_temp.figure('asa_ms', '{"answered": 3, "answer_wait_ms": 10000}'), '3333', 'average speed of answer');
SELECT test.is(pg_temp.figure('occupancy', '{"handling_ms": 300, "idle_ms": 100}', 'agent'), '75.00', 'occupancy is handling of handling and idle');
SELECT test.is(pg_temp.figure('utilisation', '{"handling_ms": 300, "logged_in_ms": 600}', 'agent'), '50.00', 'utilisation is of the time logged in');
SELECT test.is(pg_temp.figure('shrinkage', '{"break_ms": 100, "offline_ms": 50, "logged_in_ms": 600}', 'agent'), '25.00', 'shrinkage');
SELECT test.is(pg_temp.figure('acceptance', '{"accepted": 8, "rejected": 1, "missed": 1, "withdrawn": 5}', 'agent'), '80.00', 'withdrawn offers do not count against an agent');
SELECT test.is(pg_temp.figure('concurrency', '{"talk_ms": 300, "talk_union_ms": 200}', 'agent'), '1.50', 'conversations at a time');
SELECT test.is(pg_temp.figure('abandon_ms', '{"abandoned": 4, "abandon_wait_ms": 10000}'), '2500', 'average time to abandon');
SELECT test.is(pg_temp.figure('abandon_rate', pg_temp.icmi() || '{"offered": 1060}'), '4.76', 'abandon rate of the vector: 50 / 1050');
SELECT test.is(pg_temp.figure('first_response_ms', '{"first_replies": 4, "first_reply_ms": 10000}'), '2500', 'first response');
SELECT test.is(pg_temp.figure('next_response_ms', '{"replies": 3, "reply_ms": 1000}'), '333', 'next response');
SELECT test.is(pg_temp.figure('next_response_live_ms', '{"replies": 3, "reply_ms": 1000, "turns_open": 1, "turns_open_ms": 3000}'), '1000', 'open turns count with their age');
SELECT test.is(pg_temp.figure('first_response_ms', '{"first_replies": 0, "first_reply_ms": 0}'), NULL, 'where nobody replied there is none');
SELECT test.is(routing.figures('queue', '{"answered": 0, "abandoned": 0, "answered_in_time": 0, "abandoned_in_time": 0, "abandoned_short": 0}') -> 'service_level',
	'null'::jsonb, 'division by zero shows nothing, not 100 %');
SELECT test.is(pg_temp.figure('service_level_live', pg_temp.icmi()), NULL, 'a figure whose counter is not there is not shown');
SELECT test.ok(bool_and(f.over <> '{}' AND f.under <> '{}' AND f.words <> ''), 'every figure has its formula and words') FROM routing.formulas() AS f;

-- ---- a day in one queue ----

-- To the next quarter, then further by test.pass alone.
SELECT test.pass(routing.quarter(ops.clock()) + interval '15 minutes' - ops.clock());
SELECT routing.quarter(ops.clock()) AS q0 \gset
UPDATE routing.report_progress SET closed_to = :'q0', pos = ops.feed_head();
SELECT ops.holder_claim('group', 1, 1, 0, 0);
SELECT test.available('ann'), test.available('ben');
UPDATE routing.queue SET on_miss = NULL;

CREATE FUNCTION pg_temp.count() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.sequence(10000);
	WHILE routing.reports_advance(3) > 0 LOOP END LOOP;
	WHILE routing.texts_advance(3) > 0 LOOP END LOOP;
	RETURN (SELECT routing.reports_advance(3))::text;
END $$;
CREATE FUNCTION pg_temp.place(interaction bigint, queue bigint DEFAULT 1) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('routing.place(1, %s, %s, 5, ''[]'', NULL)', interaction, queue), ARRAY[ops.key('interaction', 1, interaction::text)])).outcome
$$;
CREATE FUNCTION pg_temp.text_in(number text) RETURNS bigint LANGUAGE sql AS $$ SELECT (test.text_in(number, 'x') ->> 'interaction')::bigint $$;
CREATE FUNCTION pg_temp.leave(interaction bigint) RETURNS text LANGUAGE sql AS $$ SELECT (test.call(format('routing.customer_left(1, %s)', interaction), '{}')).outcome $$;
-- "offered/answered/in time/abandoned/in time/short/otherwise/handled" of a queue.
CREATE FUNCTION pg_temp.volume(queue bigint) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws('/', sum(q.offered), sum(q.answered), sum(q.answered_in_time), sum(q.abandoned), sum(q.abandoned_in_time), sum(q.abandoned_short),
		sum(q.left_otherwise), sum(q.handled))
	FROM routing.queue_interval AS q WHERE q.tenant = 1 AND q.queue = volume.queue
$$;
CREATE FUNCTION pg_temp.wrong() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s %s: %s, counted %s', r.noun, r.id, r.counter, r.stored, r.counted), '; ')
	FROM routing.reports_recount(1, ops.clock() - interval '1 day', ops.clock() + interval '1 day') AS r
$$;

-- answered after 10 s, talk 60 s, wrap-up 5 s
SELECT pg_temp.text_in('+4915200000001') AS a \gset
SELECT test.is(pg_temp.place(:a), 'placed', 'a text is placed');
SELECT test.is(pg_temp.place(:a), 'placed', 'and placed again in its place');
SELECT test.pass('4 s'), test.offer(:a, 'ann'), test.pass('6 s');
SELECT test.accept(test.live_offer(:a), 'ann'), test.pass('60 s');
SELECT test.end_(:a, 'ann', 1), test.pass('5 s');
SELECT test.wrap_end(:a, 'ann');
SELECT test.is(pg_temp.count(), '0', 'all of the feed is counted');
SELECT test.is(pg_temp.volume(1), '1/1/1/0/0/0/0/1', 'an interaction is offered once, answered in time, handled');
SELECT test.is(answer_wait_ms || '/' || talk_ms || '/' || wrap_ms, '10000/60000/5000', 'its wait from entering with ringing, its talk and wrap-up')
	FROM routing.queue_interval;
SELECT test.is(at, :'q0'::timestamptz, 'booked by the quarter in which it entered') FROM routing.queue_interval;
SELECT test.is(pg_temp.wrong(), NULL, 'the recount finds the same');

-- rejected, and given to another who answers late: one entering, one answer
SELECT pg_temp.text_in('+4915200000002') AS b \gset
SELECT pg_temp.place(:b), test.offer(:b, 'ann'), test.pass('5 s');
SELECT test.reject(test.live_offer(:b), 'ann'), test.pass('25 s');
SELECT test.offer(:b, 'ben');
SELECT test.accept(test.live_offer(:b), 'ben');
SELECT pg_temp.count();
SELECT test.is(pg_temp.volume(1), '2/2/1/0/0/0/0/1', 'a return to the same queue adds no entering; a late answer is not in time');
-- its agent logs out: it returns, and is answered again
SELECT test.pass('20 s');
SELECT presence.status_set(c, NULL, 1, test.who('ben'), 'logged_out', false, NULL, test.who('eve'), 'administrator')
	FROM test.command() AS c, LATERAL (SELECT ops.batch_begin(test.command_keys(c, test.agent_key('ben')))) AS k;
SELECT test.is(state, 'waiting', 'it waits again') FROM routing.interaction WHERE id = :b;
SELECT test.pass('40 s'), test.offer(:b, 'ann');
SELECT test.accept(test.live_offer(:b), 'ann'), test.pass('30 s');
SELECT pg_temp.count();
SELECT test.is(pg_temp.volume(1), '2/2/1/0/0/0/0/1', 'a second answer in the same stay is no answer more');
SELECT test.end_(:b, 'ann', 1);
SELECT test.wrap_end(:b, 'ann');
SELECT pg_temp.count();
SELECT test.is(pg_temp.volume(1), '2/2/1/0/0/0/0/2', 'it is handled by the queue once');
SELECT test.is(sum(talk_ms)::bigint, 110000::bigint, 'with the talk of both agents') FROM routing.queue_interval;
SELECT test.is(pg_temp.wrong(), NULL, 'the recount finds the same after a return');

-- left: at once, within the time, after it, while it rings
SELECT pg_temp.text_in('+4915200000003') AS c, pg_temp.text_in('+4915200000004') AS d, pg_temp.text_in('+4915200000005') AS e \gset
SELECT pg_temp.place(:c), pg_temp.place(:d), pg_temp.place(:e), test.pass('3 s');
SELECT test.is(pg_temp.leave(:c), 'ok', 'a customer leaves at once');
SELECT test.is(pg_temp.leave(:c), 'ok', 'the same call again answers the same');
SELECT test.pass('9 s'), pg_temp.leave(:d), test.pass('15 s');
SELECT idle_since AS idle FROM routing.agent WHERE agent = test.who('ann') \gset
SELECT test.offer(:e, 'ann');
SELECT test.is(pg_temp.leave(:e), 'ok', 'a customer leaves while it rings');
SELECT test.is(state || cause, 'withdrawncustomer_left', 'the offer is withdrawn') FROM routing.offer WHERE interaction = :e;
SELECT test.is(idle_since || chosen, :'idle' || 'available', 'and its agent keeps their place') FROM routing.agent WHERE agent = test.who('ann');
SELECT test.is(pg_temp.leave(:a), 'stale', 'who was answered has not left');
SELECT pg_temp.count();
SELECT test.is(pg_temp.volume(1), '5/2/1/3/2/1/0/2', 'three have left: one within the short limit, two within the time');
SELECT test.is(sum(abandon_wait_ms)::bigint, 42000::bigint, 'with their waits') FROM routing.queue_interval;

-- a change of queue; closing; what an agent begins
SELECT pg_temp.text_in('+4915200000006') AS f \gset
SELECT pg_temp.place(:f), test.pass('7 s');
SELECT pg_temp.place(:f, 2), test.pass('8 s');
SELECT test.call(format('routing.offer_make(1, %s, %s, %s, 2, NULL, NULL, NULL, NULL)', :f, (SELECT version FROM routing.interaction WHERE id = :f),
	test.who('ann')), ARRAY[test.agent_key('ann'), ops.key('interaction', 1, :'f')]);
SELECT test.accept(test.live_offer(:f), 'ann');
SELECT pg_temp.count();
SELECT test.is(pg_temp.volume(1) || ' ' || pg_temp.volume(2), '6/2/1/3/2/1/1/2 1/1/1/0/0/0/0/0', 'a change of queue is OUT in one and OFF in the other');
SELECT test.is(answer_wait_ms, 8000::bigint, 'whose wait begins with the change') FROM routing.queue_interval WHERE queue = 2;
SELECT test.is(pg_temp.wrong(), NULL, 'the recount finds the same after a change of queue');
SELECT test.handle('ann') AS own \gset
SELECT pg_temp.count();
SELECT test.is(pg_temp.volume(1), '6/2/1/3/2/1/1/2', 'what an agent begins is offered to no queue');
SELECT pg_temp.text_in('+4915200000007') AS g \gset
SELECT pg_temp.place(:g, 2);
SELECT pg_temp.count();
SELECT test.is((sum(offered) - sum(answered) - sum(abandoned) - sum(left_otherwise))::bigint, 1::bigint, 'OFF = ANS + ABN + OUT + WAIT') FROM routing.queue_interval;
SELECT test.is(pg_temp.wrong(), NULL, 'and the recount says so of what waits now');

-- ---- counted once, whatever happens ----

SELECT test.is(routing.reports_advance(1000), 0::bigint, 'what was counted is not counted again');
SELECT test.connect('other');
SELECT test.run('other', 'BEGIN'), test.ask('other', 'SELECT routing.reports_advance(10)');
SELECT test.is(routing.reports_advance(1000), -1::bigint, 'one session counts at a time');
SELECT test.run('other', 'ROLLBACK');
SELECT pg_temp.text_in('+4915200000008') AS h \gset
SELECT pg_temp.place(:h);
SELECT ops.sequence(1000);
SELECT test.run('other', 'BEGIN'), test.ask('other', 'SELECT routing.reports_advance(10)'), test.run('other', 'ROLLBACK');
SELECT test.is(pg_temp.volume(1), '6/2/1/3/2/1/1/2', 'a count that is rolled back leaves nothing');
SELECT test.is(pg_temp.wrong(), NULL, 'what nobody has counted yet is no difference');
SELECT pg_temp.count();
SELECT test.is(pg_temp.volume(1), '7/2/1/3/2/1/1/2', 'and is counted the next time');

UPDATE routing.queue_interval SET answered = answered + 1 WHERE queue = 2;
SELECT test.is(pg_temp.wrong(), 'queue 2 answered: 2, counted 1', 'the recount names what differs (SV-7)');
UPDATE routing.queue_interval SET answered = answered - 1 WHERE queue = 2;

-- ---- agents ----

-- One quarter by hand: from q1, Ann: 0:00 available with one conversation (since before) until 5:00; at 2:00 a second one rings
-- 1:00 and is talked to until 6:00, wrap-up until 6:30; break from 10:00.
SELECT test.end_(:f, 'ann', 1);
DELETE FROM routing.interaction WHERE id = :own;
SELECT test.pass(routing.quarter(ops.clock()) + interval '14 minutes 59.99 seconds' - ops.clock());
SELECT test.call(format('routing.offer_make(1, %s, %s, %s, 2, NULL, NULL, NULL, NULL)', :g, (SELECT version FROM routing.interaction WHERE id = :g),
	test.who('ann')), ARRAY[test.agent_key('ann'), ops.key('interaction', 1, :'g')]);
SELECT test.accept(test.live_offer(:g), 'ann');
SELECT test.pass(routing.quarter(ops.clock()) + interval '15 minutes' - ops.clock());
SELECT routing.quarter(ops.clock()) AS q1 \gset
SELECT test.pass('2 minutes'), test.offer(:h, 'ann');
SELECT test.pass('1 minute'), test.accept(test.live_offer(:h), 'ann');
SELECT test.pass('2 minutes'), test.end_(:g, 'ann', 1);
SELECT test.pass('1 minute'), test.end_(:h, 'ann', 1);
SELECT test.pass('30 seconds'), test.wrap_end(:h, 'ann');
SELECT test.pass('3 minutes 30 seconds'), test.status_set('ann', 'ann', 'on_break');
SELECT test.is(routing.reports_close(1000), 0::bigint, 'a quarter is not stored before all of it is known to be there');
SELECT test.pass('6 minutes');
CREATE PROCEDURE test.settle(until timestamptz) LANGUAGE plpgsql AS $$
BEGIN
	FOR tries IN 1..20 LOOP
		EXIT WHEN ops.feed_done() >= until;
		PERFORM test.pass('2 s'), ops.sequence(1000);
		COMMIT;
	END LOOP;
END $$;
CALL test.settle(:'q1'::timestamptz + interval '15 minutes');
SELECT test.ok(routing.reports_close(1000) > 0, 'then it is');
CREATE FUNCTION pg_temp.seconds(counter text, at timestamptz) RETURNS bigint LANGUAGE sql AS $$
	SELECT round((to_jsonb(a) ->> counter)::numeric / 1000)::bigint FROM routing.agent_interval AS a
	WHERE a.tenant = 1 AND a.agent = test.who('ann') AND a.at = seconds.at
$$;
SELECT test.is(pg_temp.seconds('logged_in_ms', :'q1'), 900::bigint, 'an agent''s quarter: logged in');
SELECT test.is(pg_temp.seconds('break_ms', :'q1'), 300::bigint, 'on break');
SELECT test.is(pg_temp.seconds('talk_ms', :'q1'), (300 + 180)::bigint, 'talk is the sum over conversations');
SELECT test.is(pg_temp.seconds('talk_union_ms', :'q1'), 360::bigint, 'two at once do not count the clock twice');
SELECT test.is(pg_temp.seconds('wrap_ms', :'q1'), 30::bigint, 'wrap-up');
SELECT test.is(pg_temp.seconds('handling_ms', :'q1'), 390::bigint, 'handling is the union of all that');
SELECT test.is(pg_temp.seconds('idle_ms', :'q1'), 210::bigint, 'idle is Available without work');
SELECT test.is(a.accepted || '/' || a.handled, '1/2', 'one accepted and two handled in it') FROM routing.agent_interval AS a WHERE a.agent = test.who('ann') AND a.at = :'q1';
SELECT test.is(a.accepted || '/' || a.rejected || '/' || a.withdrawn || '/' || a.handled, '4/1/1/3', 'in the quarter before: accepted, rejected, withdrawn, handled')
	FROM routing.agent_interval AS a WHERE a.agent = test.who('ann') AND a.at = :'q0';
SELECT test.is(a.handled, 1::bigint, 'each agent who held an interaction has handled it') FROM routing.agent_interval AS a WHERE a.agent = test.who('ben') AND a.at = :'q0';
SELECT test.is((SELECT array_agg(s.status || ' ' || round(s.ms / 1000.0) ORDER BY s.status) FROM routing.status_interval AS s
	WHERE s.agent = test.who('ann') AND s.at = :'q1'), '{"available 600","on_break 300"}', 'time by status');
SELECT test.is(pg_temp.wrong(), NULL, 'the recount of agents finds the same');

-- ---- reading: days of the tenant's zone, 23 and 25 hours ----

CREATE FUNCTION pg_temp.hours(since text, until text, step text DEFAULT 'day') RETURNS text LANGUAGE sql AS $$
	SELECT string_agg((extract(epoch FROM p.ends - p.begins) / 3600)::integer::text, ' ' ORDER BY p.begins)
	FROM routing.periods(routing.report_moment(since, 'Europe/Berlin'), routing.report_moment(until, 'Europe/Berlin'), step, 'Europe/Berlin') AS p
$$;
SELECT test.is(pg_temp.hours('2026-03-28', '2026-03-31'), '24 23 24', 'the day on which the clock goes forward has 23 hours');
SELECT test.is(pg_temp.hours('2026-10-24', '2026-10-27'), '24 25 24', 'the day on which it goes back has 25');
SELECT test.is(pg_temp.hours('2026-10-19', '2026-11-02', 'week'), '169 168', 'and its week one hour more');
SELECT test.is((SELECT count(*) FROM routing.periods('2026-10-24 22:00+00', '2026-10-25 23:00+00', '15m', 'Europe/Berlin')), 100::bigint, 'of a hundred quarters');
SELECT test.is(routing.report_moment('2026-10-25', 'Europe/Berlin'), '2026-10-24 22:00+00'::timestamptz, 'a day begins at the tenant''s midnight');
SELECT test.is(routing.report_moment('2026-02-30', 'Europe/Berlin'), NULL, 'a day that is none is refused');

UPDATE directory.tenant SET time_zone = 'Asia/Kathmandu' WHERE id = 1; -- 5:45 h ahead
CREATE FUNCTION pg_temp.report(noun text, actor text DEFAULT 'eve', role text DEFAULT 'administrator', step text DEFAULT 'day', id bigint DEFAULT NULL,
	after text DEFAULT NULL, limit_ integer DEFAULT 50, until text DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
	SELECT to_jsonb(r) FROM routing.report(1, test.who(actor), role, noun, (SELECT min(at) - interval '1 hour' FROM routing.queue_interval)::text || ':00',
		until, step, id, after, limit_) AS r
$$;
SELECT test.is(pg_temp.report('queue') ->> 'outcome', 'ok', 'a report is made');
SELECT test.is(pg_temp.report('queue') #>> '{body,data,0,queue,name}', 'Support', 'of queues by name');
SELECT test.is((SELECT sum((d #>> '{counters,offered}')::integer) FROM jsonb_array_elements(pg_temp.report('queue') #> '{body,data}') AS d), 9::bigint, 'with their counters');
SELECT test.is(pg_temp.report('queue') #>> '{body,data,0,figures,service_level}', '33.33', 'and figures: one in time of two answered and one who left late');
SELECT test.is((SELECT f ->> 'formula' FROM jsonb_array_elements(pg_temp.report('queue') #> '{body,formulas}') AS f WHERE f ->> 'name' = 'service_level'),
	'answered_in_time / (answered + abandoned - abandoned_in_time)', 'the formula stands beside the figure');
SELECT test.is(pg_temp.report('queue') #>> '{body,time_zone}', 'Asia/Kathmandu', 'and the time zone');
SELECT test.is(jsonb_array_length(pg_temp.report('queue', limit_ => 1) #> '{body,data}'), 1, 'a page ends where it is told');
SELECT test.is((pg_temp.report('queue', limit_ => 1, after => pg_temp.report('queue', limit_ => 1) ->> 'next')) #>> '{body,data,0,queue,id}', '2', 'and the next one goes on');
SELECT test.is(pg_temp.report('queue', limit_ => 2) ->> 'next', NULL, 'a whole one says that it is');
SELECT test.is((SELECT sum((d #>> '{counters,offered}')::integer) FROM jsonb_array_elements(pg_temp.report('channel') #> '{body,data}') AS d), 9::bigint, 'the same of channels');
SELECT test.is((SELECT round((d #>> '{counters,talk_ms}')::numeric / 1000) FROM jsonb_array_elements(pg_temp.report('agent', id => test.who('ann'), step => '15m') #> '{body,data}') AS d
	WHERE d ->> 'since' = ops.rfc3339(:'q1')), 480.0, 'an agent''s');
SELECT test.is((SELECT count(DISTINCT d #>> '{group,name}') FROM jsonb_array_elements(pg_temp.report('group') #> '{body,data}') AS d), 2::bigint, 'and groups''');
SELECT test.is((SELECT jsonb_agg(s -> 'status') FROM jsonb_array_elements((SELECT d -> 'statuses' FROM jsonb_array_elements(pg_temp.report('agent', id => test.who('ann'), step => '15m') #> '{body,data}') AS d
	WHERE d ->> 'since' = ops.rfc3339(:'q1'))) AS s), '["available", "on_break"]', 'with time by status');
SELECT test.is((SELECT count(*) FROM jsonb_array_elements(pg_temp.report('agent', 'sue', 'supervisor') #> '{body,data}') AS d WHERE d #>> '{agent,name}' = 'Ben'), 0::bigint,
	'a supervisor has their own agents only');
SELECT test.is(pg_temp.report('agent', 'sue', 'supervisor', id => test.who('ben')) ->> 'outcome', 'not_found', 'another''s is not there');
SELECT test.is(pg_temp.report('agent', 'tom', 'supervisor', id => test.who('ben')) ->> 'outcome', 'ok', 'to whom Ben belongs has it');
DELETE FROM routing.member WHERE queue = 2 AND agent = test.who('ben');
SELECT test.is(pg_temp.report('queue', 'tom', 'supervisor', id => 2) ->> 'outcome', 'not_found', 'nor a queue in which none of their agents is');
SELECT test.is((SELECT sum((d #>> '{counters,offered}')::integer) FROM jsonb_array_elements(pg_temp.report('channel', 'tom', 'supervisor') #> '{body,data}') AS d), 7::bigint,
	'a channel''s figures are cut to their queues');
SELECT test.is(pg_temp.report('queue', until => '2026') ->> 'field', 'until', 'a time that is none is named');
SELECT test.is(pg_temp.report('queue', until => '2099-01-01', step => '15m') ->> 'field', 'until', 'and one that is too far');

CREATE FUNCTION pg_temp.behind(counter text, queue bigint DEFAULT NULL, agent bigint DEFAULT NULL, actor text DEFAULT 'eve', role text DEFAULT 'administrator') RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(r.field, CASE r.outcome WHEN 'ok' THEN (SELECT string_agg(d ->> 'interaction', ',' ORDER BY (d ->> 'interaction')::bigint) FROM jsonb_array_elements(r.body -> 'data') AS d) ELSE r.outcome END)
	FROM routing.report_interactions(1, test.who(actor), role, queue, NULL, agent, (SELECT (min(at) - interval '1 hour')::text || ':00' FROM routing.queue_interval),
		(SELECT (max(at) + interval '1 hour')::text || ':00' FROM routing.queue_interval), counter, NULL, 100) AS r
$$;
SELECT test.is(pg_temp.behind('abandoned', 1), concat_ws(',', :c, :d, :e), 'behind a figure stand its interactions');
SELECT test.is(pg_temp.behind('abandoned_short', 1), :'c', 'of each counter');
SELECT test.is(pg_temp.behind('left_otherwise', 1), :'f', 'also who went to another queue');
SELECT test.is(pg_temp.behind('rejected', NULL, test.who('ann')), :'b', 'also an agent''s');
SELECT test.is(pg_temp.behind('handled', NULL, test.who('ben')), :'b', 'what they had and gave back');
SELECT test.is(pg_temp.behind('accepted', 1), 'counter', 'a counter of another report is refused');
SELECT test.is(pg_temp.behind('offered'), 'queue', 'of nothing there is no list');
SELECT test.is(pg_temp.behind('offered', 2, NULL, 'tom', 'supervisor'), 'not_found', 'nor of another''s queue');

-- ---- the wallboard: what happens now, the same counters ----

CREATE FUNCTION pg_temp.board(actor text DEFAULT 'eve', role text DEFAULT 'administrator', known text DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
	SELECT routing.wallboard(1, test.who(actor), role, known)
$$;
CREATE FUNCTION pg_temp.queue(name text, actor text DEFAULT 'eve', role text DEFAULT 'administrator') RETURNS jsonb LANGUAGE sql AS $$
	SELECT q FROM jsonb_array_elements(pg_temp.board(actor, role) -> 'queues') AS q WHERE q #>> '{queue,name}' = queue.name
$$;
CREATE FUNCTION pg_temp.desk(name text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT a FROM jsonb_array_elements(pg_temp.board() -> 'agents') AS a WHERE a #>> '{agent,name}' = desk.name
$$;
SELECT test.status_set('ann', 'ann', 'available');
SELECT pg_temp.text_in('+4915200000011') AS w1, pg_temp.text_in('+4915200000012') AS w2 \gset
SELECT pg_temp.place(:w1), test.pass('10 s');
SELECT pg_temp.place(:w2), test.offer(:w2, 'ann');
SELECT test.is(pg_temp.queue('Support') ->> 'waiting', '2', 'what waits and what rings is waiting');
SELECT test.is(pg_temp.queue('Support') ->> 'oldest_wait_ms', '10000', 'with the oldest wait');
SELECT test.is(pg_temp.desk('Ann') #>> '{work,0,state}', 'offered', 'an agent''s offer is their work');
SELECT test.accept(test.live_offer(:w2), 'ann');
SELECT pg_temp.count();
SELECT test.is(pg_temp.queue('Support') ->> 'in_progress', '1', 'what an agent has is in progress');
SELECT test.is(pg_temp.desk('Ann') ->> 'shown', 'busy', 'and they are shown busy');
SELECT test.is(pg_temp.desk('Ann') ->> 'set_by', 'agent', 'with who set their status');
SELECT test.is((SELECT d -> 'counters' FROM jsonb_array_elements((SELECT r.body -> 'data' FROM routing.report(1, test.who('eve'), 'administrator', 'queue',
	((ops.clock() AT TIME ZONE 'Asia/Kathmandu')::date)::text, NULL, 'day', 1, NULL, 10) AS r)) AS d),
	(pg_temp.queue('Support') -> 'counters') - '{waiting_late,turns_open,turns_open_ms}'::text[], 'the wallboard and the report read the same counters (SV-7)');
SELECT test.is((pg_temp.board('tom', 'supervisor') -> 'queues') @> '[{"queue": {"name": "Other"}}]', false, 'a supervisor sees the queues that they lead');
SELECT test.is((SELECT count(*) FROM jsonb_array_elements(pg_temp.board('tom', 'supervisor') -> 'agents') AS a WHERE a #>> '{agent,name}' = 'Ann'), 0::bigint, 'and their agents');
SELECT pg_temp.board() ->> 'version' AS version \gset
SELECT test.is(pg_temp.board(known => :'version'), jsonb_build_object('version', :'version', 'changed', false), 'while nothing happens the answer is short');
SELECT test.pass('6 s');
SELECT test.is(pg_temp.board(known => :'version') -> 'changed', 'true', 'for some seconds only: waits grow by themselves');

-- ---- alarms (SV-5) ----

INSERT INTO routing.alarm (tenant, name, queue_id, kind, threshold, owner_id) VALUES (1, 'Wait', 1, 'oldest_wait', 60000, test.who('sue')),
	(1, 'Nobody', 2, 'nobody_logged_in', NULL, NULL), (1, 'Level', 1, 'service_level', 80, NULL);
CREATE FUNCTION pg_temp.judge() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	changed bigint;
BEGIN
	PERFORM ops.batch_begin('{}');
	changed := routing.alarms_judge(100);
	PERFORM ops.batch_end();
	RETURN changed;
END $$;
CREATE FUNCTION pg_temp.raised() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(a ->> 'name', ',' ORDER BY a ->> 'name') FROM jsonb_array_elements(pg_temp.board() -> 'alarms') AS a
$$;
SELECT test.is(pg_temp.judge(), 0::bigint, 'while all is well no alarm is raised');
SELECT test.pass('50 s');
SELECT test.is(pg_temp.judge(), 1::bigint, 'a wait above the threshold raises one');
SELECT test.is(pg_temp.judge(), 0::bigint, 'once');
SELECT test.is(pg_temp.raised(), 'Wait', 'it stands on the wallboard');
SELECT test.is(pg_temp.board() #>> '{alarms,0,owner,name}', 'Sue', 'with its owner');
SELECT test.is((SELECT e.type FROM ops.event AS e WHERE e.kind = 11 ORDER BY e.id DESC LIMIT 1), 'alarm.raised', 'and is told to webhooks');
SELECT test.is((SELECT (ops.state(11, 1, e.key)).state ->> 'name' FROM ops.event AS e WHERE e.kind = 11 ORDER BY e.id DESC LIMIT 1), 'Wait', 'as it is');
SELECT test.is(pg_temp.leave(:w1), 'ok', 'who waited leaves');
SELECT test.is(pg_temp.judge(), 1::bigint, 'and the alarm is cleared');
SELECT test.is((SELECT e.type FROM ops.event AS e WHERE e.kind = 11 ORDER BY e.id DESC LIMIT 1), 'alarm.cleared', 'and told so');
SELECT test.is((SELECT count(*) FROM routing.alarms_raised(1, test.who('eve'), 'administrator', NULL, NULL, 10) AS a WHERE a.item ->> 'cleared_at' IS NOT NULL), 1::bigint, 'it stands in the list with both times');
SELECT test.end_(:w2, 'ann', 1);
SELECT test.status_set('eve', u, 'logged_out') FROM unnest('{ann,sue}'::text[]) AS u;
SELECT test.is(pg_temp.judge(), 1::bigint, 'an open queue without a member logged in raises one');
SELECT test.is(pg_temp.raised(), 'Nobody', 'of its own kind');
SELECT test.is((SELECT count(*) FROM routing.alarms_raised(1, test.who('tom'), 'supervisor', true, NULL, 10)), 0::bigint, 'a supervisor is shown those of queues they lead');
SELECT test.is((SELECT string_agg(l.words, '') FROM routing.lint(1) AS l WHERE l.kind = 'alarm_without_recipient' AND l.words LIKE '%"Wait"%'), NULL, 'an alarm with an owner reaches somebody');
SELECT test.is((SELECT count(*) FROM routing.lint(1) AS l WHERE l.kind = 'alarm_without_recipient'), 2::bigint, 'one without an owner or a webhook nobody: the linter says so');
INSERT INTO hooks.endpoint (tenant, id, url, types, enabled, secret, created_at) VALUES (1, 1, 'https://example.com/', '{alarm.*}', true, '\x00', ops.clock());
SELECT test.is((SELECT count(*) FROM routing.lint(1) AS l WHERE l.kind = 'alarm_without_recipient'), 0::bigint, 'a webhook for alarms is a recipient');
SELECT test.call('hooks.endpoint_update(NULL, NULL, 1, 1, ''administrator'', 1, 1, NULL, NULL, false, NULL)', ARRAY[ops.key('webhook', 1, '1')]) AS off \gset
SELECT test.is((SELECT string_agg(w.value ->> 'kind', ' ') FROM jsonb_array_elements((:'off'::ops.answer).body -> 'warnings') AS w),
	'alarm_without_recipient alarm_without_recipient', 'whoever turns off the last that tells of alarms is told');
SELECT test.call('hooks.endpoint_update(NULL, NULL, 1, 1, ''administrator'', 1, 2, NULL, NULL, true, NULL)', ARRAY[ops.key('webhook', 1, '1')]) AS on_again \gset
SELECT test.is((:'on_again'::ops.answer).body -> 'warnings', '[]', 'and that it is well when it is on again');
SELECT test.call('hooks.endpoint_delete(NULL, NULL, 1, 1, ''administrator'', 1, 3)', ARRAY[ops.key('webhook', 1, '1')]) AS gone \gset
SELECT test.is(jsonb_array_length((:'gone'::ops.answer).body -> 'warnings'), 2, 'so is whoever deletes it');
SELECT test.pass((date_trunc('day', ops.clock() AT TIME ZONE 'Asia/Kathmandu') + interval '36 hours') AT TIME ZONE 'Asia/Kathmandu' - ops.clock()); -- noon: no midnight is near
INSERT INTO routing.queue_interval (tenant, queue, channel, at, offered, answered, answered_in_time, abandoned, abandoned_in_time, abandoned_short,
	left_otherwise, answer_wait_ms, abandon_wait_ms, handled, talk_ms, wrap_ms) SELECT 1, 1, 1, routing.quarter(ops.clock()), 20, 10, 5, 10, 0, 0, 0, 0, 0, 0, 0, 0
	ON CONFLICT ON CONSTRAINT queue_interval_pkey DO UPDATE SET answered = queue_interval.answered + 10, abandoned = queue_interval.abandoned + 10, offered = queue_interval.offered + 20;
SELECT test.is(pg_temp.judge(), 1::bigint, 'a service level below its threshold raises one');

-- ---- the nightly recount ----

SELECT test.pass('25 hours'); -- an hour after the next midnight, whatever time it is now
SELECT ops.partitions_ensure();
CREATE FUNCTION pg_temp.night() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	found bigint;
BEGIN
	PERFORM ops.batch_begin('{}');
	found := routing.recount_due(10);
	PERFORM ops.batch_end();
	RETURN found;
END $$;
SELECT test.ok(pg_temp.night() > 0, 'the night''s recount finds what was put in by hand');
SELECT test.is(pg_temp.night(), 0::bigint, 'and looks at a day once');
SELECT test.ok(differences > 0 AND jsonb_array_length(first) > 0, 'it keeps what differed') FROM routing.report_check WHERE differences > 0;
SELECT test.ok(pg_temp.raised() LIKE '%differ from a recount%', 'and raises an alarm (SV-7)');
SELECT test.pass('1 day');
SELECT test.is(pg_temp.night(), 0::bigint, 'a day that agrees');
SELECT test.ok(pg_temp.raised() NOT LIKE '%differ from a recount%', 'clears it');

-- ---- first and next response ----

-- "first replies/their time/replies/their time" in seconds, of a queue.
CREATE FUNCTION pg_temp.replies(queue bigint) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws('/', sum(q.first_replies), round(sum(q.first_reply_ms) / 1000), sum(q.replies), round(sum(q.reply_ms) / 1000))
	FROM routing.queue_interval AS q WHERE q.tenant = 1 AND q.queue = replies.queue
$$;
CREATE FUNCTION pg_temp.say(interaction bigint, username text) RETURNS text LANGUAGE sql AS $$
	SELECT (test.say(i.conversation, username, 'y')).outcome FROM routing.interaction AS i WHERE i.id = say.interaction
$$;
SELECT test.available('ann');
SELECT pg_temp.text_in('+4915200000009') AS r \gset
SELECT pg_temp.place(:r, 2), test.pass('3 s');
SELECT ops.batch_begin(ARRAY[messaging.key_of(1, conversation)]), messaging.reply_automatic(1, conversation, 'A person comes.', false), ops.batch_end() FROM routing.interaction WHERE id = :r;
SELECT test.pass('2 s');
SELECT test.call(format('routing.offer_make(1, %s, %s, %s, 2, NULL, NULL, NULL, NULL)', :r, (SELECT version FROM routing.interaction WHERE id = :r),
	test.who('ann')), ARRAY[test.agent_key('ann'), ops.key('interaction', 1, :'r')]);
SELECT test.accept(test.live_offer(:r), 'ann'), test.pass('5 s');
SELECT test.is(pg_temp.say(:r, 'ann'), 'created', 'a person replies');
SELECT test.pass('1 s'), pg_temp.say(:r, 'ann');
SELECT pg_temp.count();
SELECT test.is(pg_temp.replies(2), '1/10/1/10', 'first response is from the customer''s first text to a person''s reply, whatever was answered automatically; a second reply answers nothing');
SELECT test.text_in('+4915200000009', 'more'), test.pass('4 s');
SELECT test.text_in('+4915200000009', 'and more'), test.pass('4 s');
SELECT pg_temp.say(:r, 'ann');
SELECT pg_temp.count();
SELECT test.is(pg_temp.replies(2), '1/10/2/18', 'next response is from the first text that is not answered');
SELECT test.is(pg_temp.wrong(), NULL, 'the recount of the messages finds the same');
SELECT test.text_in('+4915200000009', 'open'), test.pass('6 s');
SELECT routing.figures_refresh(1), test.pass('1 s');
SELECT test.is(n.turns_open || ' ' || round(n.turns_open_ms / 1000.0), '1 7', 'an open turn counts with its age') FROM routing.queue_now(1, '{2}', :'q0', ops.clock()) AS n;
UPDATE routing.reply SET ms = ms + 1 WHERE interaction = :r AND first;
SELECT pg_temp.count();
SELECT test.is(pg_temp.wrong(), NULL, 'a line that is changed after it was counted changes nothing');
UPDATE routing.queue_interval SET replies = replies - 1 WHERE queue = 2 AND replies > 0;
SELECT test.is(pg_temp.wrong(), 'queue 2 replies: 1, counted 2', 'a lost reply is found');
UPDATE routing.queue_interval SET replies = replies + 1 WHERE queue = 2 AND replies > 0;
-- A reply that fails has been a reply: what repeats it is none of another wait, nor is the wait one of the failure's.
CREATE FUNCTION pg_temp.fails(interaction bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	o record;
BEGIN
	PERFORM pg_temp.say(interaction, 'ann');
	FOR o IN SELECT x.id, lead(x.id) OVER (ORDER BY x.id) IS NULL AS last FROM sms.outbox AS x
		JOIN routing.interaction AS i ON i.conversation = x.conversation WHERE i.id = fails.interaction ORDER BY x.id
	LOOP
		PERFORM test.send_begin(o.id);
		PERFORM test.send_end(o.id, 1, CASE WHEN o.last THEN 'failed' ELSE 'sent' END, CASE WHEN NOT o.last THEN 'R' || o.id END);
	END LOOP;
	RETURN (SELECT c.unanswered_since IS NOT NULL FROM routing.interaction AS i JOIN messaging.conversation AS c ON c.id = i.conversation WHERE i.id = fails.interaction);
END $$;
SELECT test.is(pg_temp.fails(:r), 'true', 'a reply fails');
SELECT pg_temp.count();
SELECT test.is(pg_temp.replies(2), '1/10/3/25', 'when it was written the agent had replied');
SELECT test.pass('4 s'), pg_temp.say(:r, 'ann');
SELECT pg_temp.count();
SELECT test.is(pg_temp.replies(2), '1/10/3/25', 'sent again, it is not counted again');
SELECT test.is(pg_temp.fails(:r), 'false', 'another reply to the same texts fails, which have been answered');
SELECT test.is(pg_temp.wrong(), NULL, 'the recount finds the same');
SELECT test.text_in('+4915200000009', 'then'), test.pass('1 s');
SELECT pg_temp.fails(:r), test.text_in('+4915200000009', 'and now?'), test.pass('2 s');
SELECT pg_temp.say(:r, 'ann');
SELECT pg_temp.count();
SELECT test.is(pg_temp.replies(2), '1/10/5/28', 'a reply after a failed one is to what was written between');
SELECT test.is(pg_temp.wrong(), NULL, 'for the recount, too');
SELECT test.end_(:r, 'ann', NULL);
SELECT test.text_in('+4915200000009', 'again') ->> 'interaction' AS s \gset
SELECT pg_temp.place(:s, 2), test.pass('9 s');
SELECT test.call(format('routing.offer_make(1, %s, %s, %s, 2, NULL, NULL, NULL, NULL)', :s, (SELECT version FROM routing.interaction WHERE id = :s),
	test.who('ann')), ARRAY[test.agent_key('ann'), ops.key('interaction', 1, :'s')]);
SELECT test.accept(test.live_offer(:s), 'ann'), pg_temp.say(:s, 'ann');
SELECT pg_temp.count();
SELECT test.is(pg_temp.replies(2), '2/19/6/37', 'a reopened thread starts anew');
SELECT test.is(pg_temp.wrong(), NULL, 'for the recount, too');
SELECT test.end_(:s, 'ann', NULL);

-- ---- after an upgrade: what entered before replies had lines ----

SELECT pg_temp.text_in('+4915200000010') AS u \gset
SELECT pg_temp.place(:u, 2), test.pass('2 s');
SELECT test.call(format('routing.offer_make(1, %s, %s, %s, 2, NULL, NULL, NULL, NULL)', :u, (SELECT version FROM routing.interaction WHERE id = :u),
	test.who('ann')), ARRAY[test.agent_key('ann'), ops.key('interaction', 1, :'u')]);
SELECT test.accept(test.live_offer(:u), 'ann'), pg_temp.say(:u, 'ann');
SELECT pg_temp.count();
UPDATE routing.queue_interval SET first_replies = 0, first_reply_ms = 0, replies = 0, reply_ms = 0;
SELECT test.ok(pg_temp.wrong() IS NOT NULL, 'replies that were not counted are a difference');
UPDATE routing.report_progress SET replies_since = ops.clock();
SELECT test.is(pg_temp.wrong(), NULL, 'but not those of before the upgrade');
SELECT test.text_in('+4915200000010', 'still open'), test.pass('3 s');
SELECT pg_temp.say(:u, 'ann');
SELECT pg_temp.count();
SELECT test.is(pg_temp.replies(2), '0/0/0/0', 'a conversation of before writes no line, whose first reply nobody knows');
SELECT test.is(pg_temp.wrong(), NULL, 'and the recount knows it');
SELECT test.end_(:u, 'ann', NULL);
SELECT pg_temp.text_in('+4915200000011') AS w \gset
SELECT pg_temp.place(:w, 2), test.pass('2 s');
SELECT test.call(format('routing.offer_make(1, %s, %s, %s, 2, NULL, NULL, NULL, NULL)', :w, (SELECT version FROM routing.interaction WHERE id = :w),
	test.who('ann')), ARRAY[test.agent_key('ann'), ops.key('interaction', 1, :'w')]);
SELECT test.accept(test.live_offer(:w), 'ann'), pg_temp.say(:w, 'ann');
SELECT pg_temp.count();
SELECT test.is(pg_temp.replies(2), '1/2/1/2', 'one that enters after it is counted');
SELECT test.is(pg_temp.wrong(), NULL, 'twice the same');
SELECT test.end_(:w, 'ann', NULL);

-- Leases: the table of 20-routing, walked with the clock (consistency.md, 9).
SELECT test.hold();
SELECT test.organisation();
CREATE FUNCTION pg_temp.due() RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(u.username, ' ' ORDER BY u.username), '') FROM presence.lease_due(100) AS d
	JOIN directory.app_user AS u ON u.tenant = d.tenant AND u.id = d.agent
$$;
CREATE FUNCTION pg_temp.limits(session bigint, boot bigint) RETURNS text LANGUAGE sql AS $$
	SELECT format('%s %s', lost_at - stale_since, gone_at - stale_since) FROM presence.stream AS s
	WHERE s.session = limits.session AND s.boot = limits.boot
$$;
-- The clock goes to a moment before or after an agent's next deadline.
CREATE FUNCTION pg_temp.to_due(username text, span interval) RETURNS void LANGUAGE sql AS $$
	SELECT test.pass((SELECT min(due_at) FROM presence.stream WHERE agent = test.who(username)) + span - ops.clock())
$$;
-- What chatd is answered: outcome and body.
CREATE FUNCTION pg_temp.said(session bigint, boot bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, (SELECT s.user_id FROM presence.session AS s WHERE s.id = said.session)));
	answer := presence.session_live(1, said.session, said.boot);
	RETURN format('%s %s', answer.outcome, answer.body - 'ends_us');
END $$;

-- Logged in, no page yet.
SELECT test.login('ann') AS s \gset
SELECT test.is(test.told('ann'), 'work_offline/stale/stale', 'a login is stale until its stream is open');
SELECT test.is(pg_temp.limits(:s, 0), '00:01:00 00:30:00', 'and has the whole times to open one');
SELECT test.is(test.live(:s, 7), 'ok', 'the stream opens');
SELECT test.is(test.told('ann'), 'work_offline/live/live', 'and the lease lives');
SELECT test.is((SELECT string_agg(boot || state, ' ') FROM presence.stream), '7live', 'the mark of the login has gone');
SELECT test.is(test.live(:s, 7), 'unchanged', 'said again it is no change');
SELECT test.is((test.status_set('ann', 'ann', 'available')).outcome, 'ok', 'ann is available');

-- live → stale → lost → gone.
SELECT test.pass('1 h');
SELECT test.is(pg_temp.due(), '', 'a live lease has no deadline before the session''s end');
SELECT test.is(test.stale(:s, 8), 'unchanged', 'another instance''s word about this stream counts for nothing');
SELECT test.is(test.stale(:s, 7), 'ok', 'chatd judged ten seconds of silence');
SELECT test.is(test.told('ann'), 'available/stale/stale', 'stale closes the gate and leaves the status');
SELECT test.is(pg_temp.limits(:s, 7), '00:00:50 00:29:50', 'the ten seconds have passed already');
SELECT test.is(test.stale(:s, 7), 'unchanged', 'said again it prolongs nothing');
SELECT pg_temp.to_due('ann', '-2 s');
SELECT test.is(test.stale(:s, 7, true), 'ok', 'also when the stream closes meanwhile');
SELECT test.is(pg_temp.limits(:s, 7), '00:00:50 00:29:50', 'the deadlines stay');
SELECT test.is(pg_temp.due(), '', 'two seconds before "lost" nothing is due');
SELECT test.is(test.sweep('ann'), 'unchanged', 'and a sweep changes nothing');
SELECT pg_temp.to_due('ann', '0');
SELECT test.is(pg_temp.due(), 'ann', 'at "lost" the agent is due');
SELECT test.is(test.sweep('ann'), 'ok', 'and swept');
SELECT test.is(test.told('ann'), 'available/lost/lost', 'lost: the status stays');
SELECT test.is(concat_ws(' ', s.state ->> 'shown', s.state ->> 'shown_since'), concat_ws(' ', 'disconnected', ops.rfc3339(max(l.lost_at))), 'and is shown as Disconnected since then (SV-6)')
FROM presence.agent_state(1, test.who('ann')) AS s, presence.stream AS l WHERE l.agent = test.who('ann') GROUP BY s.state;
SELECT test.is(pg_temp.due(), '', 'until "gone" nothing more is due');
SELECT test.is(test.sweep('ann'), 'unchanged', 'a second sweep changes nothing');
SELECT pg_temp.to_due('ann', '-2 s');
SELECT test.is(test.live(:s, 9), 'ok', 'two seconds before "gone" the page is back, at another instance');
SELECT test.is(test.told('ann'), 'available/live/live', 'everything is as it was');
SELECT test.is((SELECT string_agg(boot || state, ' ') FROM presence.stream), '9live', 'the old stream is forgotten');
SELECT test.is((SELECT count(*) FROM presence.status_change WHERE agent = test.who('ann')), 2::bigint, 'no connection event has changed the status');

-- A closed stream: the silence only begins.
SELECT test.is(test.stale(:s, 9, true), 'ok', 'a stream that closes is stale at once');
SELECT test.is(test.told('ann'), 'available/stale/stale', 'no new offers');
SELECT test.is(pg_temp.limits(:s, 9), '00:01:00 00:30:00', 'and the whole times are ahead');
SELECT test.handle('ann') AS chat \gset
SELECT pg_temp.to_due('ann', '1 s');
SELECT test.sweep('ann');
SELECT test.is(test.told('ann'), 'available/lost/lost', 'lost again');
SELECT test.is((SELECT state FROM routing.interaction WHERE id = :chat), 'assigned', 'a lost lease keeps its interactions');
SELECT pg_temp.to_due('ann', '0');
SELECT test.is(pg_temp.due(), 'ann', 'at "gone" the agent is due');
SELECT test.is(test.sweep('ann'), 'ok', 'and swept');
SELECT test.is(test.told('ann'), 'logged_out/gone/gone', 'gone: logged out');
SELECT test.is((SELECT (former, chosen, set_by, set_by_user, reason)::text FROM presence.status_change ORDER BY at DESC LIMIT 1),
	'(available,logged_out,rule,,lease_logout)', 'by the rule lease_logout');
SELECT test.is((SELECT (state, agent, former_agent = test.who('ann'), returned_reason)::text FROM routing.interaction WHERE id = :chat), '(waiting,,t,gone)', 'the chat is first in line again');
SELECT test.is(test.live(:s, 9), 'not_found', 'the session is over: its stream is told to close');
SELECT test.is(pg_temp.due(), '', 'nothing is due any more');
SELECT test.is(test.sweep('ann'), 'unchanged', 'a sweep that comes late changes nothing');

-- Slept through everything: one sweep brings all effects.
SELECT test.login('ann') AS s \gset
SELECT test.live(:s, 7), test.stale(:s, 7);
SELECT test.pass('2 h');
SELECT test.is(test.live(:s, 7), 'not_found', 'a page that comes back after "gone" is too late, swept or not');
SELECT test.is(test.sweep('ann'), 'ok', 'one sweep passes over "lost"');
SELECT test.is(test.told('ann'), 'logged_out/gone/gone', 'to "gone"');

-- Two sessions: the best counts.
SELECT test.login('ann') AS s1 \gset
SELECT test.live(:s1, 7);
SELECT test.login('ann') AS s2 \gset
SELECT test.is(test.told('ann'), 'work_offline/live/live', 'a second login makes a live lease no worse');
SELECT test.live(:s2, 8);
SELECT test.is(test.stale(:s1, 7), 'ok', 'one of two goes stale');
SELECT test.is(test.told('ann'), 'work_offline/live/live', 'the lease is that of the other');
SELECT test.pass('3 min');
SELECT test.is(pg_temp.due(), 'ann', 'its deadline passes');
SELECT test.is(test.sweep('ann'), 'unchanged', 'without any effect');
SELECT test.is(pg_temp.due(), '', 'once');
SELECT test.is(test.stale(:s2, 8), 'ok', 'now the other goes silent, too');
SELECT test.is(test.told('ann'), 'work_offline/stale/stale', 'stale again');
SELECT test.pass('28 min');
SELECT test.is(test.sweep('ann'), 'ok', 'the first is gone, the second lost');
SELECT test.is(test.told('ann'), 'work_offline/lost/lost', 'the best of both is lost');
SELECT test.is((SELECT string_agg(session::text, ' ') FROM presence.stream), :s2::text, 'what is gone is forgotten');
SELECT test.is(test.live(:s1, 7), 'ok', 'yet its session is good for a return');
SELECT test.is(test.told('ann'), 'work_offline/live/live', 'which brings the lease back');

-- Two streams of one session, as while moving between instances.
SELECT test.login('ben') AS s \gset
SELECT test.live(:s, 7), test.live(:s, 8);
SELECT test.is(test.stale(:s, 7, true), 'ok', 'the old instance''s word about its own stream');
SELECT test.is(test.told('ben'), 'work_offline/live/live', 'does not harm the new one');
SELECT test.is((SELECT string_agg(session::text, ' ') FROM presence.streams_of_boot(8, 10)), format('%s', :s), 'the live streams of an instance are listed');
SELECT test.is((SELECT string_agg(boot::text, ' ' ORDER BY boot) FROM presence.streams_orphaned(10)), '7 8', 'streams of instances that are not registered are listed');
SELECT ops.instance_register(7, 'chatd-1', '', '', '0.1.0');
SELECT test.is((SELECT string_agg(boot::text, ' ' ORDER BY boot) FROM presence.streams_orphaned(10)), '8', 'of registered ones they are not');
SELECT test.is((SELECT count(*) FROM presence.streams_of_boot(7, 10) WHERE agent = test.who('ben')), 0::bigint, 'closed ones are not');

-- The tenant's own times.
SELECT test.is(pg_temp.said(:s, 8), 'unchanged {"stale_ms": 10000}', 'who says "live" is told the tenant''s limit');
SELECT ops.batch_begin(test.agent_keys(1, s.user_id)), test.is(((presence.session_live(1, s.id, 8)).body ->> 'ends_us')::bigint,
	(extract(epoch FROM s.expires_at) * 1000000)::bigint, 'and when the login ends') FROM presence.session AS s WHERE s.id = :s;
SELECT directory.tenant_lease_set(1, 2000, 5000, 9000);
SELECT test.is(pg_temp.said(:s, 8), 'unchanged {"stale_ms": 2000}', 'and the new one once it was changed');
SELECT test.is((SELECT (kind, key)::text FROM ops.event ORDER BY id DESC LIMIT 1), '(8,0)', 'a change is told as the tenant''s own settings');
SELECT test.fails('SELECT directory.tenant_lease_set(1, 1999, 5000, 9000)', '23514', 'no limit is shorter than two looks of chatd');
SELECT test.stale(:s, 8);
SELECT test.is(pg_temp.limits(:s, 8), '00:00:03 00:00:07', 'deadlines follow the tenant''s settings');

-- A return and a sweep at the same time: whichever commits last sees the other.
SELECT test.connect('a'), test.connect('b');
SELECT test.pass('4 s');
SELECT test.run('a', 'BEGIN'), test.ask('a', format('SELECT test.live(%s, 8)', :s));
SELECT test.send('b', 'SELECT test.sweep(''ben'')');
SELECT test.ok(test.waits('b'), 'a sweep waits for a return under the agent''s key');
SELECT test.run('a', 'COMMIT');
SELECT test.is(test.answer('b'), 'unchanged', 'and sees that the lease lives');
SELECT test.is(test.told('ben'), 'work_offline/live/live', 'nothing was lost');
SELECT test.stale(:s, 8), test.pass('4 s');
SELECT test.run('a', 'BEGIN'), test.ask('a', 'SELECT test.sweep(''ben'')');
SELECT test.send('b', format('SELECT test.live(%s, 8)', :s));
SELECT test.ok(test.waits('b'), 'a return waits for a sweep as well');
SELECT test.run('a', 'COMMIT');
SELECT test.is(test.answer('b'), 'ok', 'and brings the lease back');
SELECT test.is(test.told('ben'), 'work_offline/live/live', 'as it was');

-- Every step tells.
SELECT test.is((SELECT count(*) FROM (
	SELECT version - lag(version) OVER (ORDER BY id) AS step FROM ops.event WHERE kind = 1 AND key = test.who('ben')) AS s
	WHERE step <> 1), 0::bigint, 'an agent''s versions rise by one with each event');

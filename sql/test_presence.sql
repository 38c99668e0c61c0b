-- Work presence (40-messaging, "Who sees whom"; CT-15, MS-8): statuses, expiry, devices, who sees what, with the clock held.
SELECT test.hold();
SELECT test.organisation();
SELECT directory.user_create(1, 'ian', 'Ian', 'x', 'agent', true, true, (SELECT id FROM directory.agent_group WHERE name = 'First'));
SELECT directory.user_create(1, 'wes', 'Wes', 'x', 'agent', false, true, NULL);
SELECT directory.tenant_create('Others') AS others \gset
SELECT directory.user_create(:others, 'oda', 'Oda', 'x', 'agent', true, true, NULL);

CREATE FUNCTION pg_temp.open(username text, app text DEFAULT 'work', device text DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	who bigint := test.who(username);
	t bigint := (SELECT u.tenant FROM directory.app_user AS u WHERE u.id = who);
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(t, who, command));
	RETURN (presence.session_open(command, NULL, t, who, app, sha256(command), 12 * 3600000, device => device)).body ->> 'session';
END $$;
CREATE FUNCTION pg_temp.keys(session bigint) RETURNS bigint[] LANGUAGE sql AS $$
	SELECT test.agent_keys(s.tenant, s.user_id) FROM presence.session AS s WHERE s.id = session
$$;
-- chatd's word about a device: answers outcome and the kinds that it told.
CREATE FUNCTION pg_temp.told(answer ops.answer) RETURNS text LANGUAGE sql AS $$
	SELECT answer.outcome || COALESCE((SELECT ' ' || string_agg(n ->> 'kind', ' ' ORDER BY n ->> 'kind') FROM jsonb_array_elements(answer.news) AS n), '')
$$;
CREATE FUNCTION pg_temp.live(session bigint, boot bigint DEFAULT 7, idle boolean DEFAULT false) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(pg_temp.keys(session));
	RETURN pg_temp.told(presence.work_live((SELECT s.tenant FROM presence.session AS s WHERE s.id = session), session, boot, idle));
END $$;
CREATE FUNCTION pg_temp.stale(session bigint, boot bigint DEFAULT 7, closed boolean DEFAULT false) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(pg_temp.keys(session));
	RETURN pg_temp.told(presence.work_stale(1, session, boot, closed));
END $$;
CREATE FUNCTION pg_temp.choose(username text, status text, message text DEFAULT NULL, for_ interval DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(username), command));
	RETURN pg_temp.told(presence.work_set(command, NULL, 1, test.who(username), status, message, ops.clock() + for_));
END $$;
CREATE FUNCTION pg_temp.sweep(username text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(username)));
	RETURN pg_temp.told(presence.work_sweep(1, test.who(username)));
END $$;
CREATE FUNCTION pg_temp.logout(session bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(pg_temp.keys(session) || ops.key('command', 1, encode(command, 'hex')));
	RETURN pg_temp.told(presence.session_close(command, NULL, 1, session, true, NULL));
END $$;
-- "work entry/agent entry" of somebody as somebody else sees it, "-" what is not shown, "nobody" without a row.
CREATE FUNCTION pg_temp.seen(viewer text, side text, who text) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE((SELECT format('%s/%s', COALESCE(NULLIF(concat_ws(' ', s #>> '{work,shown}', s #>> '{work,message}'), ''), '-'),
			COALESCE(CASE s #>> '{agent,online}' WHEN 'true' THEN 'online' WHEN 'false' THEN 'offline' END, '-'))
		FROM presence.person_seen(v.tenant, v.id, side, test.who(who)) AS s WHERE s IS NOT NULL), 'nobody')
	FROM directory.app_user AS v WHERE v.username = viewer
$$;
CREATE FUNCTION pg_temp.shown(who text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', w.shown, w.message, CASE WHEN w.last_seen IS NOT NULL THEN 'last seen' END) FROM presence.v_work AS w WHERE w.user_id = test.who(who)
$$;
CREATE FUNCTION pg_temp.version(who text) RETURNS bigint LANGUAGE sql AS $$
	SELECT COALESCE((SELECT p.version FROM presence.person AS p WHERE p.user_id = test.who(who)), 0)
$$;

-- Devices.
SELECT test.is(pg_temp.shown('wim'), 'offline', 'who was never there is offline');
SELECT pg_temp.open('wim', device => ' Laptop ') AS s \gset
SELECT test.is(pg_temp.shown('wim'), 'offline', 'a login without a page is nobody there');
SELECT test.is(pg_temp.live(:s), 'ok 14', 'a page opens, which others are told');
SELECT test.is(pg_temp.shown('wim'), 'available', 'and he is there');
SELECT test.is(pg_temp.live(:s), 'unchanged', 'said again it is no change');
SELECT test.is(pg_temp.live(:s, 7, true), 'ok 14', 'nobody touches the only device');
SELECT test.is(pg_temp.shown('wim'), 'away', 'who has touched none of his devices for a while is away');
SELECT pg_temp.open('wim') AS t \gset
SELECT test.is(pg_temp.live(:t, 8), 'ok 14', 'a second device, at another chatd, is touched');
SELECT test.is(pg_temp.shown('wim'), 'available', 'one that is touched counts before one that is idle');
SELECT test.is(jsonb_path_query_array(presence.work_devices(1, test.who('wim'), :s), '$.data[*].idle'), '[true, false]', 'each is told by itself, to him');
SELECT test.is(presence.work_devices(1, test.who('wim'), :s) #>> '{data,0,device}', 'Laptop', 'by what its login called it');
SELECT test.is(pg_temp.stale(:t, 7), 'unchanged', 'another instance''s word about a device counts for nothing');
SELECT test.is(pg_temp.stale(:t, 8), 'ok 14', 'it goes silent: stale_ms have passed already');
SELECT test.is(pg_temp.shown('wim'), 'away', 'and the idle one is left');
SELECT test.is(pg_temp.stale(:s, 7, true), 'ok', 'its stream closes: nobody is told yet');
SELECT test.is(pg_temp.shown('wim'), 'away', 'a page that is loaded again is no absence');
SELECT test.pass('9 s');
SELECT test.is(pg_temp.live(:s, 9), 'ok 14', 'back in time, at another instance, and touched');
SELECT test.is(pg_temp.shown('wim'), 'available', 'he never left');
SELECT test.is(pg_temp.stale(:s, 9, true), 'ok', 'it crashes');
SELECT test.pass('10 s');
SELECT test.is(pg_temp.shown('wim'), 'offline last seen', 'a crashed client is offline within the lease time, swept or not (MS-8)');
SELECT test.is((SELECT string_agg(u.username, ' ') FROM presence.work_due(10) AS d JOIN directory.app_user AS u ON u.id = d.user_id), 'wim', 'he is due');
SELECT test.is(pg_temp.sweep('wim'), 'ok 14', 'the sweep tells it');
SELECT test.is(pg_temp.sweep('wim'), 'unchanged', 'once');
SELECT test.is(pg_temp.live(:s, 9), 'ok 14', 'he comes back');
SELECT pg_temp.stale(:t, 8, true);
SELECT test.is((SELECT count(*) FROM presence.work_stream), 1::bigint, 'the devices that are gone are forgotten');

-- Statuses.
SELECT test.is(pg_temp.choose('wim', 'busy', ' In a meeting '), 'ok 14 15', 'a status is told to others, and to his own pages');
SELECT test.is(pg_temp.shown('wim'), 'busy In a meeting', 'with his own words');
SELECT test.is(pg_temp.live(:s, 9, true), 'ok', 'idle or not: a chosen status holds for all devices');
SELECT test.is(pg_temp.choose('wim', 'dnd', NULL, '1 h'), 'ok 14 15', 'do not disturb, for an hour');
SELECT test.is((SELECT w.until - ops.clock() < '1 h' FROM presence.v_work AS w WHERE w.user_id = test.who('wim')), true, 'others see until when');
SELECT test.pass('59 min');
SELECT test.is(pg_temp.shown('wim'), 'dnd', 'a minute before it holds');
SELECT test.pass('1 min');
SELECT test.is(pg_temp.shown('wim'), 'away', 'then it does not, swept or not');
SELECT test.is(presence.work_get(1, test.who('wim')) #>> '{state,status}', 'available', 'not for himself, either');
SELECT test.is(pg_temp.sweep('wim'), 'ok 14 15', 'the sweep tells both');
SELECT test.is(pg_temp.choose('wim', 'away', NULL, '0 s'), 'invalid', 'an end that has passed is none');
SELECT test.is(pg_temp.choose('wim', 'away', NULL, '2 years'), 'invalid', 'nor is one beyond a year');
SELECT test.is(pg_temp.choose('ann', 'away'), 'not_found', 'no Work licence, no Work status');

-- Invisible: offline to everybody, whatever he does; nothing tells that he is there.
SELECT pg_temp.live(:s, 9, false);
SELECT test.is(pg_temp.choose('wim', 'invisible', 'Nobody reads this'), 'ok 14 15', 'invisible');
SELECT test.is(pg_temp.shown('wim'), 'offline last seen', 'is offline, and says nothing');
SELECT pg_temp.version('wim') AS v, (SELECT w.last_seen::text FROM presence.v_work AS w WHERE w.user_id = test.who('wim')) AS seen \gset
SELECT test.pass('5 min');
SELECT test.is(pg_temp.live(:s, 9, true), 'ok', 'what his devices do is told to nobody');
SELECT test.is(pg_temp.choose('wim', 'invisible', 'Other words'), 'ok 15', 'his words to his own pages alone');
SELECT pg_temp.open('wim') AS u \gset
SELECT test.is(pg_temp.live(:u, 9), 'ok', 'nor is another device');
SELECT test.is(pg_temp.stale(:u, 9), 'ok', 'nor its end');
SELECT test.is(ROW (pg_temp.version('wim'), (SELECT w.last_seen::text FROM presence.v_work AS w WHERE w.user_id = test.who('wim'))), ROW (:v::bigint, :'seen'::text), 'neither his version nor when he was last seen moves');
SELECT test.is((presence.person_state(1, test.who('wim'))).state - 'user', jsonb_build_object('agent', NULL, 'work', jsonb_build_object('shown', 'offline', 'message', NULL, 'until', NULL, 'last_seen', ops.rfc3339(:'seen'::timestamptz))), 'it reads as any other who is offline');
SELECT test.is(presence.work_get(1, test.who('wim')) #>> '{state,status}', 'invisible', 'he alone sees what he chose');
SELECT test.is(pg_temp.logout(:s), 'ok 7', 'his logout tells nobody either');
SELECT test.is(pg_temp.choose('wim', 'available'), 'ok 15', 'and what he chooses afterwards, offline');

-- The agent entry: online from login to logout or gone, nothing finer; the two statuses never change each other.
SELECT test.is(pg_temp.seen('wes', 'work', 'ian'), 'offline/-', 'modes 1 and 2: Work users see Work accounts alone');
UPDATE directory.tenant SET mode = 3 WHERE id = 1;
SELECT test.is(pg_temp.seen('wes', 'work', 'ian'), 'offline/offline', 'mode 3: both accounts, as separate entries');
SELECT pg_temp.open('ian', 'workspace') AS i \gset
SELECT test.is(pg_temp.seen('wes', 'work', 'ian'), 'offline/online', 'logged in to the workspace, the agent entry is online, the Work entry as it was');
SELECT test.is(pg_temp.version('ian'), 1::bigint, 'which was told');
SELECT test.is(test.live(:i, 7), 'ok', 'the page opens');
SELECT test.is((test.status_set('ian', 'ian', 'on_break')).outcome, 'ok', 'On Break');
SELECT test.is(test.stale(:i, 7, true), 'ok', 'the page closes');
SELECT test.pass('2 min');
SELECT test.is(test.sweep('ian'), 'ok', 'the lease is lost');
SELECT test.is(ROW (pg_temp.seen('wes', 'work', 'ian'), pg_temp.version('ian')), ROW ('offline/online'::text, 1::bigint), 'none of which leaves the contact center');
SELECT pg_temp.open('ian') AS j \gset
SELECT test.is(pg_temp.live(:j), 'ok 14', 'ian opens Work, too');
SELECT test.is(pg_temp.choose('ian', 'dnd'), 'ok 14 15', 'and wants no disturbance');
SELECT test.is((SELECT a.chosen FROM presence.agent_status AS a WHERE a.agent = test.who('ian')), 'on_break', 'which is no status of the agent''s');
SELECT test.pass('28 min');
SELECT test.is(pg_temp.seen('wes', 'work', 'ian'), 'dnd/offline', 'gone: the agent entry is offline, swept or not; the Work entry stays');
SELECT test.is(test.sweep('ian'), 'ok', 'the sweep logs out');
SELECT test.is(pg_temp.version('ian'), 4::bigint, 'and tells it');
SELECT test.is(pg_temp.seen('wes', 'work', 'ian'), 'dnd/offline', 'a logout of the workspace leaves Work as it is');

-- Who sees whom.
SELECT test.is(pg_temp.seen('ann', 'agent', 'wim'), 'offline/-', 'mode 3: an agent sees Work users');
SELECT test.is(pg_temp.seen('ann', 'agent', 'ben'), '-/offline', 'and agents of every group');
UPDATE directory.tenant SET mode = 2 WHERE id = 1;
SELECT test.is(pg_temp.seen('ann', 'agent', 'wim'), 'nobody', 'modes 1 and 2: an agent sees no Work user');
SELECT test.is(pg_temp.seen('ann', 'agent', 'ian'), '-/offline', 'of a colleague the agent entry alone');
SELECT test.is(pg_temp.seen('ann', 'agent', 'ben'), 'nobody', 'nobody of another group');
SELECT test.is(pg_temp.seen('sue', 'agent', 'ben'), '-/offline', 'a supervisor every agent');
SELECT test.is(pg_temp.seen('sue', 'agent', 'wim'), 'nobody', 'and no Work user');
SELECT test.is(pg_temp.seen('wim', 'work', 'ben'), 'nobody', 'a Work user sees no agent');
SELECT test.is(pg_temp.seen('oda', 'work', 'wim'), 'nobody', 'nobody sees another organisation''s people');
SELECT test.is(pg_temp.seen('wim', 'work', 'oda'), 'nobody', 'nor they theirs');

-- Who may no more is nobody.
SELECT pg_temp.live(:j);
BEGIN;
SELECT ops.batch_begin(test.agent_keys(1, test.who('ian')));
UPDATE directory.app_user SET has_work = false WHERE username = 'ian';
SELECT directory.a_user_saved(1, test.who('ian'), test.who('eve'), '{}', jsonb_build_object('has_work', true, 'has_seat', true, 'disabled', false, 'role', 'agent'), jsonb_build_object('has_work', false, 'has_seat', true, 'disabled', false, 'role', 'agent'));
COMMIT;
SELECT test.is((SELECT count(*) FROM presence.session AS s WHERE s.id = :j AND s.revoked_at IS NULL), 0::bigint, 'who loses the Work licence is logged out of Work');
SELECT test.is(pg_temp.seen('wim', 'work', 'ian'), 'nobody', 'and stands in no Work roster');
SELECT test.is((SELECT p.shown FROM presence.person AS p WHERE p.user_id = test.who('ian')), NULL, 'which was told');

-- progress: what a holder has done since it last told, in one step: {"pos","event": all up to there is
-- delivered or parked; "ahead": ids of events behind it that are, too; "park": [{pos,event,at,kind,key,type,thread,attempt,wait_ms}]; "done": parked
-- events that were delivered; "failed": those that were not, {pos,event,attempt,wait_ms}; "log": attempts;
-- "paused"; "gone": the receiver wants no more; "back": it takes events again; "failure": the last one, in words}.
-- An event that has been parked for 72 hours and fails again is dead. Then each thread's first event is due, if none of the thread is.
-- Answers how many are parked, in how many ms the next is due (null: none), and the threads of those
-- that died, an entry for each. No row: it is held no more, and nothing was stored.
-- Keys: webhook. Told twice it stores the same: what is parked or gone already is left as it is.
CREATE OR REPLACE FUNCTION hooks.progress(tenant bigint, endpoint bigint, epoch bigint, told jsonb)
RETURNS TABLE (parked bigint, due_ms bigint, died text, news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	at_now timestamptz;
	late text[];
	delivered text[];
	held_back text[];
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('webhook', tenant, endpoint::text));
	END IF;
	IF NOT EXISTS (SELECT FROM ops.holder_fence(ARRAY[endpoint, epoch])) THEN
		RETURN;
	END IF;
	at_now := ops.clock();

	INSERT INTO hooks.parked (tenant, endpoint, pos, event, at, kind, key, type, thread, attempt, parked_at, due_at)
	SELECT progress.tenant, progress.endpoint, n.pos, n.event, n.at, n.kind, n.key, n.type, n.thread, n.attempt, at_now,
		at_now + n.wait_ms * interval '1 ms'
	FROM jsonb_to_recordset(told -> 'park') AS n (pos bigint, event bigint, at timestamptz, kind smallint, key bigint,
		type text, thread text, attempt integer, wait_ms bigint)
	ON CONFLICT DO NOTHING;

	WITH done AS (
		DELETE FROM hooks.parked AS p USING jsonb_to_recordset(told -> 'done') AS d (pos bigint, event bigint)
		WHERE p.tenant = progress.tenant AND p.endpoint = progress.endpoint AND p.pos = d.pos AND p.event = d.event
		RETURNING p.thread
	)
	SELECT array_agg(d.thread) INTO delivered FROM done AS d;

	WITH died AS (
		DELETE FROM hooks.parked AS p USING jsonb_to_recordset(told -> 'failed') AS f (pos bigint, event bigint)
		WHERE p.tenant = progress.tenant AND p.endpoint = progress.endpoint AND p.pos = f.pos AND p.event = f.event
			AND p.parked_at <= at_now - interval '72 hours'
		RETURNING p.*
	), kept AS (
		INSERT INTO hooks.dead (tenant, endpoint, pos, event, at, kind, key, type, thread, attempt, died_at)
		SELECT d.tenant, d.endpoint, d.pos, d.event, d.at, d.kind, d.key, d.type, d.thread, d.attempt + 1, at_now FROM died AS d
		ON CONFLICT DO NOTHING
	)
	SELECT array_agg(d.thread) INTO late FROM died AS d;

	UPDATE hooks.parked AS p SET attempt = f.attempt, due_at = at_now + f.wait_ms * interval '1 ms'
	FROM jsonb_to_recordset(told -> 'failed') AS f (pos bigint, event bigint, attempt integer, wait_ms bigint)
	WHERE p.tenant = progress.tenant AND p.endpoint = progress.endpoint AND p.pos = f.pos AND p.event = f.event;

	held_back := (SELECT array_agg(n.thread) FROM jsonb_to_recordset(told -> 'park') AS n (thread text));
	PERFORM hooks.threads_wake(progress.tenant, progress.endpoint,
		ARRAY(SELECT DISTINCT t.thread FROM unnest(delivered || late || held_back) AS t (thread)));
	-- A receiver that is back gets what waits for it soon, not when its long wait is over.
	IF (told ->> 'back')::boolean THEN
		UPDATE hooks.parked AS p SET due_at = at_now + random() * interval '5 s'
		WHERE p.tenant = progress.tenant AND p.endpoint = progress.endpoint AND p.due_at > at_now + interval '5 s';
	END IF;

	INSERT INTO hooks.attempt (tenant, endpoint, at, event, type, attempt, result, status, duration_ms)
	SELECT progress.tenant, progress.endpoint, at_now, l.event, l.type, l.attempt, l.result, l.status, l.duration_ms
	FROM jsonb_to_recordset(told -> 'log') AS l (event bigint, type text, attempt integer, result text, status smallint,
		duration_ms integer);

	parked := (SELECT count(*) FROM hooks.parked AS p WHERE p.tenant = progress.tenant AND p.endpoint = progress.endpoint);
	UPDATE hooks.position AS p
	SET pos = (told ->> 'pos')::bigint, event = (told ->> 'event')::bigint,
		ahead = told -> 'ahead',
		paused = (told ->> 'paused')::boolean,
		delivered_at = CASE WHEN told @? '$.log[*] ? (@.result == "delivered")' THEN at_now ELSE p.delivered_at END,
		failed_at = CASE WHEN told ? 'failure' THEN at_now ELSE p.failed_at END,
		failure = COALESCE(told ->> 'failure', p.failure)
	WHERE p.tenant = progress.tenant AND p.endpoint = progress.endpoint;

	IF (told ->> 'gone')::boolean THEN
		UPDATE hooks.endpoint AS e SET enabled = false, disabled_reason = 'gone', version = e.version + 1
		WHERE e.tenant = progress.tenant AND e.id = progress.endpoint AND e.enabled;
		PERFORM ops.config_emit(tenant, endpoint);
	END IF;
	due_ms := (SELECT greatest(extract(epoch FROM min(p.due_at) - at_now) * 1000, 0)::bigint FROM hooks.parked AS p
		WHERE p.tenant = progress.tenant AND p.endpoint = progress.endpoint AND p.due_at IS NOT NULL);
	died := COALESCE(to_jsonb(late), '[]')::text;
	news := ops.news(mark);
	RETURN NEXT;
END $$;

-- history_keep: writes a line of an interaction's history whenever its state, queue, agent or offer changes,
-- and keeps in its row what the next line must know. In the same transaction, so nothing is counted that did
-- not happen; inserts only. A change of queue begins a new stay; a return to the same queue does not
-- (75-metrics.md, edge rules). What an agent begins (it is assigned when it is made) has no stay: nobody waited.
CREATE OR REPLACE FUNCTION routing.history_keep()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	moment timestamptz := greatest(ops.clock(), OLD.state_at + interval '1 microsecond');
	span_ms bigint := COALESCE(routing.ms(moment - OLD.state_at), 0);
	talk bigint := COALESCE(OLD.talk_ms, 0) + CASE OLD.state WHEN 'assigned' THEN span_ms ELSE 0 END;
	wrap bigint := COALESCE(OLD.wrap_ms, 0) + CASE OLD.state WHEN 'wrap_up' THEN span_ms ELSE 0 END;
	moved boolean := OLD.queue IS DISTINCT FROM NEW.queue;
	target integer;
	short integer;
BEGIN
	NEW.state_at := moment;
	NEW.talk_ms := CASE WHEN moved THEN 0 ELSE talk END;
	NEW.wrap_ms := CASE WHEN moved THEN 0 ELSE wrap END;
	IF moved THEN
		NEW.queued_at := CASE WHEN OLD.state IS NOT NULL OR NEW.state IN ('arrived', 'waiting') THEN moment END;
		NEW.answered_at := NULL;
	END IF;
	IF NEW.answered_at IS NULL AND NEW.state IN ('assigned', 'ended') THEN -- a wait is decided
		SELECT q.service_ms, q.short_ms INTO target, short
		FROM routing.queue AS q WHERE q.tenant = NEW.tenant AND q.id = NEW.queue;
		NEW.answered_at := CASE NEW.state WHEN 'assigned' THEN moment END;
	END IF;
	IF NEW.state IN ('assigned', 'wrap_up') AND (OLD.agent IS DISTINCT FROM NEW.agent
			OR OLD.state NOT IN ('assigned', 'wrap_up')) THEN
		NEW.held_at := moment;
	END IF;
	INSERT INTO routing.history (tenant, interaction, at, version, moment, channel, was_state, was_queue, was_agent,
		was_offer, was_at, state, queue, agent, queued_at, answered_at, held_at, talk_ms, wrap_ms, outcome,
		target_ms, short_ms)
	VALUES (NEW.tenant, NEW.id, COALESCE(ops.batch_at_known(), ops.batch_at()), NEW.version, moment, NEW.channel,
		OLD.state, OLD.queue, OLD.agent, OLD.offer, OLD.state_at, NEW.state, NEW.queue, NEW.agent,
		CASE WHEN OLD.queue IS NOT NULL THEN OLD.queued_at END, OLD.answered_at, OLD.held_at, talk, wrap, NEW.outcome,
		target, short);
	RETURN NEW;
END $$;

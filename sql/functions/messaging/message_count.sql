-- message_count: what a text counts for in reports: how many segments it has, by which event it counts, for which queue it
-- was written. In the same transaction, so nothing is counted that did not happen. Hot.
CREATE OR REPLACE FUNCTION messaging.message_count()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF NEW.direction = 'in' THEN
		NEW.segments := greatest(COALESCE(NEW.segments, messaging.segments_of(NEW.text)), 1);
	ELSIF TG_OP = 'INSERT' THEN
		NEW.queue := (SELECT i.queue FROM messaging.conversation AS c
			JOIN routing.v_interaction AS i ON i.tenant = c.tenant AND i.id = c.interaction
			WHERE c.tenant = NEW.tenant AND c.id = NEW.conversation);
		RETURN NEW;
	END IF;
	NEW.taken_at := COALESCE(ops.batch_at_known(), ops.batch_at());
	NEW.taken_version := NEW.version;
	RETURN NEW;
END $$;

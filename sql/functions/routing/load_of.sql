-- load_of: what an interaction takes of an agent's capacity when it comes from this queue (null: from none): a chat the queue's
-- weight, a call one whole.
CREATE OR REPLACE FUNCTION routing.load_of(i routing.interaction, q routing.queue)
RETURNS integer
LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE WHEN i.medium = 'voice' THEN 100 ELSE COALESCE(q.weight, 100) END $$;

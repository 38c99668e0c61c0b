-- serves_queue: whether someone is an enabled member of the queue that an interaction waits in, or was last in.
CREATE OR REPLACE FUNCTION routing.serves_queue(i routing.interaction, actor bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM routing.member AS m WHERE m.tenant = i.tenant AND m.queue = i.queue AND m.agent = actor AND m.enabled);
END $$;

-- callbacks_return: what an agent has taken to call back waits for another again: they log out, or are gone
-- (RT-13). Keys: agent.
CREATE OR REPLACE FUNCTION routing.callbacks_return(tenant bigint, agent bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	c routing.callback;
BEGIN
	FOR c IN SELECT * FROM routing.callback AS r
		WHERE r.tenant = callbacks_return.tenant AND r.agent = callbacks_return.agent AND r.state = 'taken' ORDER BY r.id
	LOOP
		c.state := 'waiting';
		c.agent := NULL;
		c.taken_at := NULL;
		PERFORM routing.callback_change(c, 'callback.released');
	END LOOP;
END $$;

-- chat_open: a new internal 1:1 between two accounts, the first of which starts it. Keys: chat_keys.
CREATE OR REPLACE FUNCTION messaging.chat_open(tenant bigint, account bigint, other bigint)
RETURNS messaging.conversation
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	agents boolean := account > 0 AND other > 0;
	clock timestamptz := ops.clock();
	c messaging.conversation;
BEGIN
	INSERT INTO messaging.conversation (tenant, kind, channel, number, last_at, opened_at)
	VALUES (tenant, CASE WHEN agents THEN 'agent' ELSE 'directory' END, 0, messaging.pair_key(account, other), clock, clock)
	RETURNING * INTO c;
	INSERT INTO messaging.party (tenant, conversation, account, joined_at, current)
	SELECT c.tenant, c.id, a.account, clock, agents FROM unnest(ARRAY[account, other]) AS a (account);
	PERFORM ops.emit(tenant, 4, c.id, 1);
	RETURN c;
END $$;

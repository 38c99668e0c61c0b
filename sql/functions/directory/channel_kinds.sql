-- channel_kinds: what a channel is. `stored`: directory.channel.medium, as an administrator names it; `kind`: the `channel_kind` of
-- everything that comes by it; `medium`: that of the queues where it waits. The only place where these are told apart
-- (docs/decisions/0105-medium-and-channel-kind.md).
CREATE OR REPLACE FUNCTION directory.channel_kinds()
RETURNS TABLE (stored text, kind text, medium text)
LANGUAGE sql IMMUTABLE
AS $$
	VALUES ('sms', 'sms', 'chat'),
		('chat', 'web_chat', 'chat'),
		('voice', 'voice', 'voice')
$$;

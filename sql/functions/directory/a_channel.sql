-- a_channel: channels as the API has them (ops.resource_view). The hook's key is shown once, when it is made: it is kept sealed
-- (`secret`, `box`), and known by its hash. Who has no key ring, and the release before, writes `hook_key` (ops.hook_key_take).
CREATE OR REPLACE VIEW directory.a_channel AS
SELECT c.tenant, c.id, c.medium, c.name, c.hook_key, c.number, c.help_text, c.stop_text, c.start_text, c.disabled, c.version, c.group_ids, c.user_id, c.stop_words,
	c.hook_key_hash, c.secret, c.box,
	(SELECT k.kind FROM directory.channel_kinds() AS k WHERE k.stored = c.medium) AS channel_kind
FROM directory.channel AS c;
COMMENT ON VIEW directory.a_channel IS 'directory.channel';
COMMENT ON COLUMN directory.a_channel.hook_key IS 'secret';
COMMENT ON COLUMN directory.a_channel.hook_key_hash IS 'secret';
COMMENT ON COLUMN directory.a_channel.secret IS 'secret';
COMMENT ON COLUMN directory.a_channel.box IS 'secret';
COMMENT ON COLUMN directory.a_channel.medium IS 'fixed';
COMMENT ON COLUMN directory.a_channel.channel_kind IS 'live';
COMMENT ON COLUMN directory.a_channel.group_ids IS 'refers to directory.a_agent_group';
COMMENT ON COLUMN directory.a_channel.user_id IS 'fixed';

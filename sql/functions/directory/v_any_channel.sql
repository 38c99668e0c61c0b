-- v_any_channel: all channels, for what is the same for both: taking texts, sending them, naming them. `user_id`: whose own number
-- it is; null: the contact center's. Of the hook's key: the hash that smsgw looks it up by, and the sealed key; the key itself until smsgw has sealed it.
CREATE OR REPLACE VIEW directory.v_any_channel AS
SELECT c.tenant, c.id, c.medium, c.name, c.hook_key, c.number, c.help_text, c.stop_text, c.start_text, c.disabled, c.version, c.user_id, c.stop_words,
	c.hook_key_hash, c.secret, c.box
FROM directory.channel AS c;

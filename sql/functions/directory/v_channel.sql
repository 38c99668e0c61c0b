-- v_channel: what other owners may read of a channel. The hook key is for smsgw's lookup.
CREATE OR REPLACE VIEW directory.v_channel AS
SELECT c.tenant, c.id, c.medium, c.name, c.hook_key, c.number, c.help_text, c.stop_text, c.start_text, c.disabled, c.version
FROM directory.channel AS c;

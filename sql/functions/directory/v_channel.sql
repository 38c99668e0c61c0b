-- v_channel: what other owners may read of a channel that customers reach the contact center by. A Work user's own number is none
-- of them (v_any_channel). hook_key: nobody's, left for the release before.
CREATE OR REPLACE VIEW directory.v_channel AS
SELECT c.tenant, c.id, c.medium, c.name, NULL::text AS hook_key, c.number, c.help_text, c.stop_text, c.start_text, c.disabled, c.version
FROM directory.channel AS c WHERE c.user_id IS NULL;

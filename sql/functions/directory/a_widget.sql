-- a_widget: customers' web chats on pages, one a channel, as the API has them (ops.resource_view). The key is public: pages name the
-- widget by it.
CREATE OR REPLACE VIEW directory.a_widget AS
SELECT w.tenant, w.id, w.channel AS channel_id, w.title, w.colour, w.greeting, w.closing_text, w.origins, w.form, w.text_max,
	w.file_max_bytes, w.open_chats, w.open_chats_source, w.starts_minute, w.starts_minute_source, w.messages_minute, w.leave_ms,
	w.key, w.version, w.files_day_mib, w.proof_of_work
FROM directory.widget AS w;
COMMENT ON VIEW directory.a_widget IS 'directory.widget';
COMMENT ON COLUMN directory.a_widget.channel_id IS 'fixed';
COMMENT ON COLUMN directory.a_widget.form IS 'refers to nothing';
COMMENT ON COLUMN directory.a_widget.key IS 'live';

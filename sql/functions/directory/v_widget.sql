-- v_widget: what other owners may read of a widget: that of a channel that is not disabled.
CREATE OR REPLACE VIEW directory.v_widget AS
SELECT w.tenant, w.id, w.channel, w.key, w.title, w.colour, w.greeting, w.closing_text, w.origins, w.form, w.text_max,
	w.file_max_bytes, w.open_chats, w.open_chats_source, w.starts_minute, w.starts_minute_source, w.messages_minute, w.leave_ms, w.files_day_mib,
	w.proof_of_work
FROM directory.widget AS w
JOIN directory.channel AS c ON c.tenant = w.tenant AND c.id = w.channel
WHERE c.medium = 'chat' AND NOT c.disabled;

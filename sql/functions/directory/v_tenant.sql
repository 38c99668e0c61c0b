-- v_tenant: what other owners may read of a tenant. sms_initiate_roles was one of its settings: directory.may; a view can't lose a column.
CREATE OR REPLACE VIEW directory.v_tenant AS
SELECT t.id, t.name, t.mode, t.time_zone, t.case_prefix, t.stale_ms, t.lost_ms, t.gone_ms, t.version,
	t.transcript_days, t.attempt_days, t.audit_days, NULL::text[] AS sms_initiate_roles,
	t.blocked_caller, t.fax, t.meeting_template, t.file_bytes_max,
	t.monitor_agent_chats, t.monitor_customer_chats, t.monitor_notice,
	t.call_log_days, t.voicemail_days, t.recording_days, t.offer_in_dnd, t.disposition_required
FROM directory.tenant AS t;

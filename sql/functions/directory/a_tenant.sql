-- a_tenant: an organisation's own settings as the API has them (ops.resource_view). A tenant sees itself alone.
-- `codes_required`: the statuses that need a code; with the lists of roles that have a permission (directory.role) written by a_tenant_saved.
CREATE OR REPLACE VIEW directory.a_tenant AS
SELECT t.id AS tenant, t.id, t.name, t.time_zone, t.password_min, t.transcript_days, t.attempt_days, t.audit_days,
	t.version, t.mode, t.case_prefix, t.stale_ms, t.lost_ms, t.gone_ms, t.session_ms,
	ARRAY(SELECT r.status FROM directory.status_rule AS r WHERE r.tenant = t.id AND r.code_required ORDER BY 1) AS codes_required,
	t.second_factor_roles, directory.roles_with(t.id, 'sms_initiate') AS sms_initiate_roles, t.blocked_caller, t.fax, t.meeting_template, t.file_bytes_max,
	t.monitor_agent_chats, t.monitor_customer_chats, t.monitor_notice,
	t.call_log_days, t.voicemail_days, t.recording_days, t.offer_in_dnd, t.keep_line_free, t.emergency_numbers, t.emergency_services,
	t.seats, t.work_licences, directory.licences(t.id) -> 'seats_used' AS seats_used, directory.licences(t.id) -> 'work_licences_used' AS work_licences_used,
	directory.roles_with(t.id, 'transcripts.audit') AS transcripts_audit_roles, t.disposition_required, t.default_country, t.session_idle_min
FROM directory.tenant AS t;
COMMENT ON VIEW directory.a_tenant IS 'directory.tenant';
COMMENT ON COLUMN directory.a_tenant.seats IS 'live'; -- the operator's to say (licences_set)
COMMENT ON COLUMN directory.a_tenant.work_licences IS 'live';
COMMENT ON COLUMN directory.a_tenant.seats_used IS 'live';
COMMENT ON COLUMN directory.a_tenant.work_licences_used IS 'live';

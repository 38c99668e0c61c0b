-- v_user: what other owners may read of a user; no secrets.
CREATE OR REPLACE VIEW directory.v_user AS
SELECT u.tenant, u.id, u.username, u.name, u.role, u.has_seat, u.has_work, u.group_id, u.chat_limit, u.offer_ms,
	u.may_reject, u.disabled, u.version, u.load_limit, u.blending, u.email, u.site_id, u.department, u.work_number, u.work_extension,
	u.agent_extension, u.numbers,
	u.first_name, u.last_name, u.phone_mode, u.workplace_phone, u.sip_uri, u.agent_device, u.forward_delay_s, u.forward_then, u.forward_number
FROM directory.app_user AS u;

-- a_user: users as the API has them (ops.resource_view). The installation's operators are no tenant's.
-- `supervises` is written by a_user_saved.
CREATE OR REPLACE VIEW directory.a_user AS
SELECT u.tenant, u.id, u.username, u.name, u.password_hash, u.role, u.has_seat, u.has_work, u.group_id, u.chat_limit,
	u.offer_ms, u.may_reject, u.disabled, u.version,
	ARRAY(SELECT s.group_id FROM directory.supervision AS s WHERE s.tenant = u.tenant AND s.supervisor = u.id ORDER BY 1) AS supervises,
	(EXISTS (SELECT FROM directory.second_factor AS f WHERE f.tenant = u.tenant AND f.user_id = u.id AND f.confirmed_at IS NOT NULL)
		OR EXISTS (SELECT FROM directory.security_key AS k WHERE k.tenant = u.tenant AND k.user_id = u.id)) AS second_factor,
	u.load_limit, u.blending, u.email, u.site_id, u.department, u.work_number, u.work_extension, u.agent_extension, u.numbers,
	u.first_name, u.last_name, u.phone_mode, u.workplace_phone, u.sip_uri, u.agent_device, u.forward_delay_s, u.forward_then, u.forward_number
FROM directory.app_user AS u
WHERE u.role <> 'operator'
WITH LOCAL CHECK OPTION;
COMMENT ON VIEW directory.a_user IS 'directory.app_user';
COMMENT ON COLUMN directory.a_user.password_hash IS 'secret';
COMMENT ON COLUMN directory.a_user.supervises IS 'refers to directory.a_agent_group';
COMMENT ON COLUMN directory.a_user.second_factor IS 'live';
COMMENT ON COLUMN directory.a_user.numbers IS 'refers to nothing';

-- Roles: permissions by kind of user and by agent group, and who may change them (issue 15, D11).
SELECT test.organisation();
CREATE FUNCTION test.write(noun text, verb text, id bigint, item jsonb) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
	version bigint;
BEGIN
	EXECUTE format('SELECT v.version FROM directory.a_%s AS v WHERE v.tenant = 1 AND v.id = $1', noun) INTO version USING id;
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
	answer := directory.resource_write(NULL, NULL, 1, test.who('eve'), 'administrator', '{}', noun, verb, id, version, item, NULL, false);
	PERFORM ops.batch_end();
	RETURN answer;
END $$;
CREATE FUNCTION test.refusal(answer ops.answer) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', answer.outcome, answer.body #>> '{errors,0,pointer}', COALESCE(answer.body #>> '{errors,0,detail}', answer.body ->> 'detail'))
$$;
CREATE FUNCTION test.kind(user_role text) RETURNS bigint LANGUAGE sql AS $$ SELECT r.id FROM directory.role AS r WHERE r.tenant = 1 AND r.user_role = $1 $$;
CREATE FUNCTION test.group_(name text) RETURNS bigint LANGUAGE sql AS $$ SELECT g.id FROM directory.agent_group AS g WHERE g.tenant = 1 AND g.name = $1 $$;
CREATE FUNCTION test.holds(username text) RETURNS text LANGUAGE sql AS $$
	SELECT array_to_string(directory.permissions_of(u.tenant, u.id), ' ') FROM directory.app_user AS u WHERE u.username = $1
$$;
CREATE FUNCTION test.may(username text, permission text) RETURNS boolean LANGUAGE sql AS $$
	SELECT directory.may(u.tenant, u.id, permission) FROM directory.app_user AS u WHERE u.username = $1
$$;

-- ---- what there is ----

SELECT test.is((SELECT string_agg(r.name, ' ' ORDER BY r.id) FROM directory.role AS r WHERE r.tenant = 1), 'Agent Supervisor Administrator', 'a new organisation has a role for each kind of user');
SELECT test.is(test.holds('ann'), 'customers_merge recordings_listen records_search sms_initiate', 'what agents may, before anybody changes it');
SELECT test.is(test.holds('sue'), 'agent_status_set calls_listen chats_monitor customers_merge interactions_take_over numbers_block recordings_listen records_search reports_read sms_initiate', 'and supervisors');
SELECT test.is(test.holds('eve'), test.holds('sue'), 'and administrators');
SELECT test.ok((SELECT sum(length(p.name) + 1) < 512 FROM directory.permissions() AS p), 'all of them together find room in a session (GRANTS_SIZE of common/auth/auth.h)');
SELECT test.is((SELECT count(*) FROM directory.permissions() AS p WHERE NOT p.granted <@ p.holders OR p.name !~ '^[a-z_.]{3,40}$'), 0::bigint, 'nobody is given what they can not use');
SELECT test.is(directory.permissions_list() #>> '{data,0}', '{"id": "agent_status_set", "roles": ["supervisor", "administrator"], "words": "Set the status of agents whom they supervise"}', 'the list tells each');
SELECT test.is(directory.licences_list(1), '{"data": [{"id": "seat", "free": null, "used": 4, "limit": null}, {"id": "work", "free": null, "used": 1, "limit": null}], "next_cursor": null}', 'licences are counted');
UPDATE directory.tenant SET seats = 3, work_licences = 5 WHERE id = 1;
SELECT test.is(directory.licences_list(1) -> 'data', '[{"id": "seat", "free": 0, "used": 4, "limit": 3}, {"id": "work", "free": 4, "used": 1, "limit": 5}]', 'against what the organisation has');

-- ---- the roles of all ----

SELECT test.is((test.write('role', 'update', test.kind('agent'), '{"permissions": ["sms_initiate", "records_search", "sms_initiate"]}')).body -> 'permissions', '["records_search", "sms_initiate"]', 'a permission stands once');
SELECT test.is(test.holds('ann') || ', ' || test.holds('wim'), 'records_search sms_initiate, records_search sms_initiate', 'all agents have what their role has');
SELECT test.ok(test.may('sue', 'recordings_listen') AND NOT test.may('ann', 'recordings_listen'), 'and nobody else');
SELECT test.is((SELECT a.detail #>> '{before,permissions}' || ' ' || (a.detail #>> '{after,permissions}') FROM ops.audit AS a WHERE a.action = 'role_update'),
	'["customers_merge", "recordings_listen", "records_search", "sms_initiate"] ["records_search", "sms_initiate"]', 'the audit log has both');
SELECT test.is(test.refusal(test.write('role', 'update', test.kind('agent'), '{"permissions": ["sms_initiate", "calls_listen"]}')), 'invalid /permissions/1 Users of the role agent can''t use calls_listen.', 'agents are not given what only who leads can use');
SELECT test.is(left(test.refusal(test.write('role', 'update', test.kind('agent'), '{"permissions": ["fly"]}')), 58), 'invalid /permissions/0 There is no permission "fly"; there', 'nor what there is not');
SELECT test.is(test.refusal(test.write('role', 'update', test.kind('agent'), '{"permissions": [null]}')), 'invalid /permissions At most 50, each the name of a permission.', 'nor nothing');
SELECT test.is(test.refusal(test.write('role', 'update', test.kind('agent'), '{"permissions": "sms_initiate"}')) LIKE 'invalid /permissions%', true, 'nor a word that is no list');
SELECT test.is(test.refusal(test.write('role', 'update', test.kind('agent'), '{"name": "Worker"}')), 'invalid /name All users of the role agent have it: its name stays.', 'it keeps its name');
SELECT test.is(test.refusal(test.write('role', 'delete', test.kind('agent'), NULL)), 'built_in_role All users of the role agent have it: it can be changed and not deleted.', 'and is not deleted');
SELECT test.is(test.refusal(test.write('role', 'create', NULL, '{"name": "Agent"}')), 'name_taken /name Another one has this already.', 'no other has its name');
SELECT test.is((test.write('role', 'create', NULL, '{"name": "Second agent", "user_role": "agent"}')).body ->> 'user_role', NULL, 'no other is of all');
SELECT test.is(test.holds('ann'), 'records_search sms_initiate', 'and none of it was kept');

-- ---- the settings of the organisation that name roles are the same ----

SELECT test.is((SELECT t.sms_initiate_roles::text || t.transcripts_audit_roles::text FROM directory.a_tenant AS t WHERE t.id = 1), '{agent,supervisor,administrator}{}', 'they tell what the roles have');
SELECT test.is((test.write('tenant', 'update', 1, '{"sms_initiate_roles": ["supervisor"], "transcripts_audit_roles": ["administrator"]}')).body ->> 'sms_initiate_roles', '["supervisor"]', 'and change it');
SELECT test.is(concat_ws(' ', test.may('ann', 'sms_initiate'), test.may('sue', 'sms_initiate'), test.may('eve', 'sms_initiate')), 'f t f', 'for each kind of user');
SELECT test.is(concat_ws(' ', test.may('ann', 'transcripts.audit'), test.may('sue', 'transcripts.audit'), test.may('eve', 'transcripts.audit')), 'f f t', 'each setting its own permission');
SELECT test.ok(test.may('ann', 'records_search') AND test.may('eve', 'numbers_block'), 'and leave the others');
SELECT test.is(test.refusal(test.write('tenant', 'update', 1, '{"transcripts_audit_roles": ["agent"]}')), 'invalid /transcripts_audit_roles A list of: supervisor, administrator.', 'the setting, too, gives nobody what they can not use');
SELECT test.is(test.refusal(test.write('tenant', 'update', 1, '{"sms_initiate_roles": "agent"}')), 'invalid /sms_initiate_roles Has not the form of its field.', 'and is a list');
SELECT t.version AS seen FROM directory.tenant AS t WHERE t.id = 1 \gset
SELECT test.write('role', 'update', test.kind('agent'), '{"permissions": ["records_search", "recordings_listen"]}') \g /dev/null
SELECT test.is((SELECT t.version FROM directory.tenant AS t WHERE t.id = 1), :seen::bigint, 'another permission is no change of the settings');
SELECT test.write('role', 'update', test.kind('agent'), '{"permissions": ["records_search", "sms_initiate"]}') \g /dev/null
SELECT test.is((SELECT t.version FROM directory.tenant AS t WHERE t.id = 1), :seen + 1::bigint, 'one of theirs is: who has read them before is told');
SELECT test.write('role', 'update', test.kind('agent'), '{"permissions": ["records_search"]}') \g /dev/null
SELECT (SELECT jsonb_object_agg(r.id, r.version) FROM directory.role AS r) AS before \gset
SELECT test.write('tenant', 'update', 1, '{"sms_initiate_roles": ["supervisor"]}') \g /dev/null
SELECT test.is((SELECT jsonb_object_agg(r.id, r.version) FROM directory.role AS r), :'before'::jsonb, 'what is so already changes no role');

-- ---- the role of a group ----

SELECT (test.write('role', 'create', NULL, '{"name": "Quality", "permissions": ["recordings_listen", "transcripts.audit", "sms_initiate"]}')).body ->> 'id' AS quality \gset
SELECT test.is(test.holds('ann'), 'records_search', 'a role that no group has gives nobody anything');
SELECT test.is(directory.transcripts_audited(1), true, 'agents are told of transcripts.audit where a kind of users has it');
SELECT test.write('tenant', 'update', 1, '{"transcripts_audit_roles": []}') \g /dev/null
SELECT test.is(directory.transcripts_audited(1), false, 'not where a role has it that no group has');
SELECT test.is((test.write('agent_group', 'update', test.group_('First'), jsonb_build_object('role_id', :'quality'))).body ->> 'role_id', :'quality', 'a group is given a role');
SELECT test.is(directory.transcripts_audited(1), true, 'but where one has');
SELECT test.is(test.holds('ann'), 'recordings_listen records_search sms_initiate', 'its members have both, but for what their kind can not use');
SELECT test.is(test.may('sue', 'transcripts.audit'), true, 'its supervisor has that, who is a member');
SELECT test.is(concat_ws(' ', test.may('ben', 'recordings_listen'), test.may('tom', 'transcripts.audit'), test.may('wim', 'sms_initiate')), 'f f f', 'members of another group, or of none, have nothing of it');
SELECT test.is(test.refusal(test.write('role', 'delete', :quality, NULL)), 'referenced Others refer to it: 1 agent_group', 'a role that a group has is not deleted');
SELECT test.is(test.refusal(test.write('agent_group', 'update', test.group_('Second'), jsonb_build_object('role_id', test.kind('supervisor')::text))), 'invalid /role_id All users of a kind have this role: it is given to no group.', 'a group is not given that of a kind of users');
SELECT directory.tenant_create('Others') AS others \gset
SELECT test.is((SELECT count(*) FROM directory.role AS r WHERE r.tenant = :others AND r.user_role IS NOT NULL), 3::bigint, 'another organisation has its own');
SELECT test.is(directory.licences_list(:others) #>> '{data,0}', '{"id": "seat", "free": null, "used": 0, "limit": null}', 'and its own licences');
INSERT INTO directory.role (tenant, name, permissions) VALUES (:others, 'Theirs', '{recordings_listen}');
SELECT test.is(test.refusal(test.write('agent_group', 'update', test.group_('Second'), jsonb_build_object('role_id', (SELECT r.id::text FROM directory.role AS r WHERE r.name = 'Theirs')))) LIKE 'unknown_reference /role_id%', true, 'which are given to none of this one''s groups');
SELECT test.is(directory.permissions_of(:others, test.who('ann')), '{}'::text[], 'who is not there may nothing there');
SELECT test.login('ann') AS ann \gset
SELECT test.is((SELECT f.scopes FROM presence.session AS s CROSS JOIN LATERAL presence.session_find_2(s.token_hash) AS f WHERE s.id = :ann), '{recordings_listen,records_search,sms_initiate}'::text[], 'a session brings its user''s');
SELECT test.is(presence.session_body(1, :ann) -> 'permissions', '["recordings_listen", "records_search", "sms_initiate"]', 'as its page is told');
SELECT test.is((test.write('agent_group', 'update', test.group_('First'), '{"role_id": null}')).outcome, 'ok', 'the group loses it');
SELECT test.is(test.holds('ann'), 'records_search', 'and its members with it');
SELECT test.is((test.write('role', 'delete', :quality, NULL)).outcome, 'ok', 'then it is deleted');
INSERT INTO directory.role (tenant, name) SELECT 1, 'Role ' || n FROM generate_series(1, 100 - (SELECT count(*) FROM directory.role AS r WHERE r.tenant = 1)) AS n;
SELECT test.is(test.refusal(test.write('role', 'create', NULL, '{"name": "One too many"}')), 'too_many An organisation has at most 100 roles.', 'there are a hundred at most');

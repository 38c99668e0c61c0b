-- interaction_shown: an interaction's frame as lists show it to who may see it, with its agent's name: what rules look at is nobody's to read; an API key (role 'integrator')
-- sees neither what agents noted nor what visitors answered in a web chat's form.
CREATE OR REPLACE FUNCTION routing.interaction_shown(tenant bigint, id bigint, actor_role text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	frame jsonb := ops.frame(3, tenant, id) #- '{state,text}';
BEGIN
	IF frame #>> '{state,agent}' IS NOT NULL THEN
		frame := jsonb_set(frame, '{state,agent_name}', COALESCE((SELECT to_jsonb(u.name) FROM directory.v_user AS u
			WHERE u.tenant = interaction_shown.tenant AND u.id = (frame #>> '{state,agent}')::bigint), 'null'));
	END IF;
	RETURN CASE WHEN actor_role = 'integrator' THEN
		jsonb_set(jsonb_set(jsonb_set(frame, '{state,note}', 'null'), '{state,form}', 'null', false), '{state,visitor,form}', '[]', false)
		ELSE frame END;
END $$;

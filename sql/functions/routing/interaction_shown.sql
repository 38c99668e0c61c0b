-- interaction_shown: an interaction's frame as lists show it to who may see it: what rules look at is nobody's to read; an API key (role 'integrator')
-- sees neither what agents noted nor what visitors answered in a web chat's form.
CREATE OR REPLACE FUNCTION routing.interaction_shown(tenant bigint, id bigint, actor_role text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	frame jsonb := ops.frame(3, tenant, id) #- '{state,text}';
BEGIN
	RETURN CASE WHEN actor_role = 'integrator' THEN
		jsonb_set(jsonb_set(jsonb_set(frame, '{state,note}', 'null'), '{state,form}', 'null', false), '{state,visitor,form}', '[]', false)
		ELSE frame END;
END $$;

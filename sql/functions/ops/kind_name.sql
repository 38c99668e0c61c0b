-- kind_name: the names of common/bus/messages.def by number.
CREATE OR REPLACE FUNCTION ops.kind_name(kind integer)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT ('{agent,offer,interaction,conversation,message,outbound,session,config,customer,holder,alarm,callback,feed,person,work,reading,typing,leg,front_desk,visitor,emergency,mailbox,missed,served,case,opt_out,blocked_number,login}'::text[])[kind]
$$;

-- served_tell: tells an agent's pages that they serve other queues now. Before config_changed, which raises the revision to the version told here. Internal.
-- Keys: config.
CREATE OR REPLACE FUNCTION routing.served_tell(tenant bigint, agent bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	PERFORM ops.emit(tenant, 24, agent, COALESCE((SELECT r.revision FROM routing.revision AS r WHERE r.tenant = served_tell.tenant), 0) + 1);
END $$;

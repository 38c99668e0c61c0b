-- v_supervision: who supervises which group, for other owners.
CREATE OR REPLACE VIEW directory.v_supervision AS
SELECT s.tenant, s.supervisor, s.group_id FROM directory.supervision AS s;

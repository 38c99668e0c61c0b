-- expand: the members of an agent group have its role, besides that of their kind (issue 15, D11; decision 112).
SET LOCAL ROLE own_presence;
ALTER TABLE directory.agent_group ADD COLUMN role_id bigint;
ALTER TABLE directory.agent_group ADD CONSTRAINT agent_group_role FOREIGN KEY (tenant, role_id) REFERENCES directory.role;
CREATE INDEX agent_group_role ON directory.agent_group (tenant, role_id) WHERE role_id IS NOT NULL;

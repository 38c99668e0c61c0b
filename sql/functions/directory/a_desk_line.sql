-- a_desk_line: who sees the calls of which line at the front desk (CT-17), as the API has it (ops.resource_view).
CREATE OR REPLACE VIEW directory.a_desk_line AS
SELECT d.tenant, d.id, d.user_id, d.line_user_id, d.side, d.service_id, d.version FROM directory.desk_line AS d;
COMMENT ON VIEW directory.a_desk_line IS 'directory.desk_line';

-- role_settings: the settings of the organisation that list the kinds of users whose role has a permission. The one place.
CREATE OR REPLACE FUNCTION directory.role_settings()
RETURNS TABLE (field text, permission text)
LANGUAGE sql IMMUTABLE
AS $$ VALUES ('sms_initiate_roles', 'sms_initiate'), ('transcripts_audit_roles', 'transcripts.audit') $$;

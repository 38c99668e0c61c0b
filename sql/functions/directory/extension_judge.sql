-- extension_judge: refuses a write after which an extension would reach two (SP-2), and one that is dialled for help. Keys: config.
DROP FUNCTION IF EXISTS directory.extensions_kept(bigint); -- knew four numbers
CREATE OR REPLACE FUNCTION directory.extension_judge(tenant bigint, extension text, field text)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF extension IS NOT NULL AND extension ~ directory.help_pattern(tenant, directory.help_countries(tenant)) THEN
		PERFORM ops.resource_refuse('invalid', field, 'Is, or begins with, an emergency number: a call to it would go to the emergency service.');
	END IF;
	IF extension IS NOT NULL AND (
		(SELECT count(*) FROM directory.app_user AS u WHERE u.tenant = extension_judge.tenant AND u.work_extension = extension_judge.extension)
		+ (SELECT count(*) FROM directory.app_user AS u WHERE u.tenant = extension_judge.tenant AND u.agent_extension = extension_judge.extension)
		+ (SELECT count(*) FROM directory.service AS s WHERE s.tenant = extension_judge.tenant AND s.extension = extension_judge.extension)) > 1 THEN
		PERFORM ops.resource_refuse('extension_taken', field, format('Another user or service has the extension %s already.', extension));
	END IF;
END $$;

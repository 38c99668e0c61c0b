-- expand: what a called number is is asked of all organisations at once (directory.called).
SET LOCAL ROLE own_presence;
CREATE INDEX app_user_called ON directory.app_user (work_number) WHERE work_number IS NOT NULL;
CREATE INDEX channel_called ON directory.channel (number) WHERE medium = 'voice';
CREATE INDEX service_called ON directory.service USING gin (numbers jsonb_path_ops);

-- v_file: the files that voicemails refer to, for who forgets files (messaging.file_drop).
CREATE OR REPLACE VIEW voice.v_file AS
SELECT v.tenant, v.file FROM voice.voicemail AS v;

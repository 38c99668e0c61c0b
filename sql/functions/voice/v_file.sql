-- v_file: the files that voicemails and greetings refer to, for who forgets files (messaging.file_drop).
CREATE OR REPLACE VIEW voice.v_file AS
SELECT v.tenant, v.file FROM voice.voicemail AS v
UNION ALL
SELECT g.tenant, g.file FROM voice.greeting AS g;

-- expand: recordings are looked for by queue and by number, the newest first (SP-15): voice.recordings_list_2.
SET LOCAL ROLE own_voice;
CREATE INDEX recording_queue ON voice.recording (tenant, queue, at, id) WHERE queue IS NOT NULL;
CREATE INDEX recording_agent_queue ON voice.recording (tenant, agent, queue, at, id) WHERE queue IS NOT NULL;
DROP INDEX voice.recording_number;
CREATE INDEX recording_number ON voice.recording (tenant, number, at, id) WHERE number IS NOT NULL;

-- expand: recordings are looked for by queue (SP-15): voice.recordings_list_2.
SET LOCAL ROLE own_voice;
CREATE INDEX recording_queue ON voice.recording (tenant, queue, at, id);
CREATE INDEX recording_agent_queue ON voice.recording (tenant, agent, queue, at, id);

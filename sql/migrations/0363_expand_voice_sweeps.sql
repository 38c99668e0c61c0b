-- expand: what the voice tables keep of a number or an interaction is found when a customer is erased (AD-7), and what is due of them.
SET LOCAL ROLE own_voice;
CREATE INDEX call_log_number ON voice.call_log (tenant, number) WHERE number IS NOT NULL;
CREATE INDEX recording_number ON voice.recording (tenant, number) WHERE number IS NOT NULL;
CREATE INDEX voicemail_number ON voice.voicemail (tenant, number) WHERE number IS NOT NULL;
CREATE INDEX voicemail_interaction ON voice.voicemail (tenant, interaction) WHERE interaction IS NOT NULL;

-- Which files are due, queue by queue, for each keeps its own for another time; which calls, tenant by tenant.
CREATE INDEX recording_due ON voice.recording (place, tenant, (COALESCE(queue, 0)), at) WHERE place IS NOT NULL;
DROP INDEX voice.recording_place;
CREATE INDEX call_due ON voice.call (tenant, ended_at) WHERE state = 'over';
DROP INDEX voice.call_over;

-- expand: a call to the outside ends as minutes_used when its part of the day's minutes is used up (SP-13).
SET LOCAL ROLE own_voice;
ALTER TABLE voice.call_log DROP CONSTRAINT call_log_cause_check;
ALTER TABLE voice.call_log ADD CONSTRAINT call_log_cause_check CHECK (cause IN
	('normal', 'no_answer', 'busy', 'declined', 'cancelled', 'failed', 'elsewhere', 'voicemail', 'voice_lost', 'logged_out', 'minutes_used')) NOT VALID;

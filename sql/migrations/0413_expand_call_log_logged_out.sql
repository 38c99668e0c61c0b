-- expand: a call ends as logged_out when the login of the page that was its phone has ended (SP-8).
SET LOCAL ROLE own_voice;
ALTER TABLE voice.call_log DROP CONSTRAINT call_log_cause_check;
ALTER TABLE voice.call_log ADD CONSTRAINT call_log_cause_check CHECK (cause IN
	('normal', 'no_answer', 'busy', 'declined', 'cancelled', 'failed', 'elsewhere', 'voicemail', 'voice_lost', 'logged_out')) NOT VALID;

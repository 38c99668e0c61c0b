-- expand: how long a call to the outside may last stands with it: who asks once more is told the same.
SET LOCAL ROLE own_voice;
ALTER TABLE voice.out_call ADD COLUMN seconds bigint CHECK (seconds >= 1);

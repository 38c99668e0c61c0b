-- expand: when a phone registered last, besides since when it is there: the one that was quiet the longest goes first.
SET LOCAL ROLE own_voice;
ALTER TABLE voice.binding ADD COLUMN renewed_at timestamptz NOT NULL DEFAULT '-infinity';

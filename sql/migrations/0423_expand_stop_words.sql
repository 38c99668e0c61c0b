-- expand: channels' own stop words (SMS-20).
SET LOCAL ROLE own_presence;
ALTER TABLE directory.channel ADD COLUMN stop_words text[] NOT NULL DEFAULT '{}';
ALTER TABLE directory.channel ADD CONSTRAINT channel_stop_words CHECK (CASE WHEN cardinality(stop_words) = 0 THEN true
	WHEN array_ndims(stop_words) <> 1 OR cardinality(stop_words) > 20 THEN false -- array_position takes no others
	ELSE array_position(stop_words, NULL) IS NULL AND array_to_string(stop_words, '') !~ '[[:cntrl:]]'
		AND length(array_to_string(stop_words, '')) <= 800 END) NOT VALID;

-- expand: how many bytes of files strangers have sent in a day, by widget and by address: without a bound they could fill the disk.
SET LOCAL ROLE own_presence;
ALTER TABLE directory.widget ADD COLUMN files_day_mib integer NOT NULL DEFAULT 2048
	CHECK (files_day_mib BETWEEN 10 AND 1048576);

SET LOCAL ROLE own_messaging;
CREATE TABLE messaging.visitor_bytes (
	tenant bigint NOT NULL,
	channel bigint NOT NULL,
	day date NOT NULL, -- of UTC
	source_hash bytea NOT NULL, -- as in messaging.visitor; empty: all together
	bytes bigint NOT NULL CHECK (bytes > 0),
	PRIMARY KEY (tenant, channel, day, source_hash)
) WITH (fillfactor = 50);
CREATE INDEX visitor_bytes_day ON messaging.visitor_bytes USING brin (day);

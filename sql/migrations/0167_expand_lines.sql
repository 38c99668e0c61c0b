-- expand: what each gateway saw of each channel's carrier, in steps of some seconds: for who operates it, kept a day.
SET LOCAL ROLE own_sms;

CREATE TABLE sms.line_figure (
	tenant bigint NOT NULL,
	channel bigint NOT NULL,
	at timestamptz NOT NULL,
	boot bigint NOT NULL,                   -- of the gateway: its rows are its own
	sent integer NOT NULL,
	again integer NOT NULL,                 -- put off: they wait in the outbox
	refused integer NOT NULL,               -- our account was
	failed integer NOT NULL,
	unknown integer NOT NULL,
	took_ms bigint NOT NULL,                -- of all these together, from the request to its end
	took_max_ms bigint NOT NULL,
	code text,                              -- of the last that was not sent
	PRIMARY KEY (tenant, channel, at, boot)
);
CREATE INDEX line_figure_at ON sms.line_figure USING brin (at);

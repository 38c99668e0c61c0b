-- widgets_load: all widgets, for the process that serves them: whose they are, who may show them, their limits, and
-- `settings`: what everybody may read.
DROP FUNCTION IF EXISTS directory.widgets_load(integer); -- it had no `proof_of_work`
CREATE OR REPLACE FUNCTION directory.widgets_load(limit_ integer)
RETURNS TABLE (tenant bigint, channel bigint, key text, origins text, text_max integer, file_max_bytes integer, starts_minute integer,
	starts_minute_source integer, messages_minute integer, settings jsonb, proof_of_work integer)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT w.tenant, w.channel, w.key, array_to_string(w.origins, ' '), w.text_max, w.file_max_bytes, w.starts_minute,
		w.starts_minute_source, w.messages_minute, jsonb_build_object('title', w.title, 'colour', w.colour, 'greeting', w.greeting,
			'closing_text', w.closing_text, 'form', w.form, 'text_max', w.text_max, 'file_max_bytes', w.file_max_bytes,
			'proof_of_work', w.proof_of_work), w.proof_of_work
	FROM directory.v_widget AS w ORDER BY w.tenant, w.id LIMIT limit_
$$;

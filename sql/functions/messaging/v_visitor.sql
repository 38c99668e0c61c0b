-- v_visitor: what routing may read of a web chat's visitor: what route rules look at. form_lines: the answers to the form, one
-- "name=value" a line.
CREATE OR REPLACE VIEW messaging.v_visitor AS
SELECT v.tenant, v.conversation, v.page_url, v.form, v.language,
	(SELECT string_agg(e.key || '=' || translate(e.value, E'\n\r', '  '), E'\n') FROM jsonb_each_text(v.form) AS e) AS form_lines
FROM messaging.visitor AS v;

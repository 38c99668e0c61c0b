-- fax_draft_save: a draft is begun (id null) or changed. `item`: subject, cover, recipients, of which what is not there stays;
-- contact, number: begun from that card; copy_of: begun from a fax of one's own, with its files. files null: they stay.
-- Outcomes: ok, created (body: fax_json), no_fax, not_found (the draft, the contact, the copied one), fax_sent, too_many,
-- file_unknown, file_not_ready, file_attached, fax_file_kind. Keys: faxes (the owner), upload of each file, command.
CREATE OR REPLACE FUNCTION sms.fax_draft_save(command bytea, fingerprint bytea, tenant bigint, owner bigint, side text, id bigint,
	item jsonb, files bigint[])
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	drafts_max CONSTANT integer := 200;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	f sms.fax;
	src sms.fax;
	outcome text;
	to_ jsonb := COALESCE(item -> 'recipients', '[]');
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('faxes', tenant, owner::text));
	END IF;
	SELECT * INTO f FROM sms.fax AS r WHERE r.tenant = fax_draft_save.tenant AND r.id = fax_draft_save.id AND r.owner = fax_draft_save.owner;
	SELECT * INTO src FROM sms.fax AS r WHERE r.tenant = fax_draft_save.tenant AND r.id = (item ->> 'copy_of')::bigint
		AND r.owner = fax_draft_save.owner AND r.box = 'sent';
	IF item ? 'contact' THEN
		to_ := sms.fax_recipients_of(tenant, owner, side, item ->> 'contact', item ->> 'number');
	ELSIF src.id IS NOT NULL AND NOT item ? 'recipients' THEN
		to_ := (SELECT jsonb_agg(jsonb_build_object('number', s.number, 'name', s.name) ORDER BY s.position) FROM sms.fax_send AS s
			WHERE s.tenant = src.tenant AND s.fax = src.id AND s.state IN ('failed', 'unknown'));
		to_ := COALESCE(to_, '[]');
	END IF;
	outcome := CASE
		WHEN id IS NOT NULL AND f.id IS NULL THEN 'not_found'
		WHEN NOT (SELECT t.fax FROM directory.v_tenant AS t WHERE t.id = fax_draft_save.tenant) THEN 'no_fax'
		WHEN (item ->> 'copy_of' IS NOT NULL AND src.id IS NULL) OR to_ IS NULL THEN 'not_found'
		WHEN f.box <> 'draft' THEN 'fax_sent'
		WHEN id IS NULL AND (SELECT count(*) FROM sms.fax AS r WHERE r.tenant = fax_draft_save.tenant AND r.owner = fax_draft_save.owner
			AND r.box = 'draft') >= drafts_max THEN 'too_many' END;
	IF outcome IS NULL AND id IS NULL THEN
		INSERT INTO sms.fax (tenant, owner, box, subject, cover, recipients, copy_of, at)
		VALUES (tenant, owner, 'draft', COALESCE(item ->> 'subject', src.subject, ''), COALESCE(item ->> 'cover', src.cover, ''), to_, src.id, ops.clock())
		RETURNING * INTO f;
		IF src.id IS NOT NULL AND files IS NULL THEN
			PERFORM messaging.fax_files_copy(tenant, src.id, f.id);
		END IF;
	END IF;
	IF outcome IS NULL AND files IS NOT NULL THEN
		outcome := messaging.fax_files_set(tenant, owner, f.id, files);
		IF outcome IS NOT NULL AND id IS NULL THEN
			DELETE FROM sms.fax AS r WHERE r.tenant = f.tenant AND r.id = f.id;
		END IF;
	END IF;
	IF outcome IS NULL AND id IS NOT NULL THEN
		UPDATE sms.fax AS r SET subject = COALESCE(item ->> 'subject', r.subject), cover = COALESCE(item ->> 'cover', r.cover),
			recipients = CASE WHEN item ? 'recipients' THEN to_ ELSE r.recipients END, at = ops.clock()
		WHERE r.tenant = f.tenant AND r.id = f.id RETURNING * INTO f;
	END IF;
	outcome := COALESCE(outcome, CASE WHEN id IS NULL THEN 'created' ELSE 'ok' END);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome,
		CASE WHEN outcome IN ('ok', 'created') THEN sms.fax_json(f, side)
			WHEN outcome = 'file_unknown' THEN ops.wrong_field('files', 'There is no such file of yours.')
			WHEN outcome = 'fax_file_kind' THEN ops.wrong_field('files', 'Only PDF, TIFF and PNG can be faxed.') END));
END $$;

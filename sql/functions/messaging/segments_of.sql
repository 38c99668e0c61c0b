-- segments_of: how many segments a text takes: what common/base/sms_text.c says, for texts that no daemon counts (automatic
-- ones, and what customers write). A test compares the two. Empty: 0. Of over 8,000 units, which come in parts only, without
-- the units that a split leaves free: the cost of a text is bounded.
CREATE OR REPLACE FUNCTION messaging.segments_of(text text)
RETURNS smallint
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	basic CONSTANT text := E'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&''()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
	extension CONSTANT text := E'\f^{}\\[~]|€';
	gsm boolean;
	parts smallint := 1;
	used integer := 0;
	units integer;
	one text;
BEGIN
	IF length(text) <= 160 AND text ~ '^[ -Za-z\n\r]+$' THEN -- most texts, at once
		RETURN 1;
	END IF;
	gsm := translate(text, basic || extension, '') = '';
	units := length(text) + CASE WHEN gsm THEN length(text) - length(translate(text, extension, ''))
		ELSE length(text) - length(regexp_replace(text, '[\U00010000-\U0010FFFF]', '', 'g')) END;
	IF units <= (CASE WHEN gsm THEN 160 ELSE 70 END) THEN
		RETURN CASE WHEN text = '' THEN 0 ELSE 1 END;
	END IF;
	IF units > 8000 THEN
		RETURN ceil(units / CASE WHEN gsm THEN 153.0 ELSE 67.0 END);
	END IF;
	FOREACH one IN ARRAY string_to_array(text, NULL) LOOP -- a character of two units is never split
		units := CASE WHEN gsm AND strpos(extension, one) > 0 OR NOT gsm AND ascii(one) > 65535 THEN 2 ELSE 1 END;
		IF used + units > (CASE WHEN gsm THEN 153 ELSE 67 END) THEN
			parts := parts + 1;
			used := 0;
		END IF;
		used := used + units;
	END LOOP;
	RETURN parts;
END $$;

-- hours_wrong: where a schedule's list is wrong, as a JSON pointer ("week/0/opens"); null: nowhere. `day`
-- says whether its days are weekdays ('weekday') or dates ('day'), which may be closed all day.
CREATE OR REPLACE FUNCTION routing.hours_wrong(field text, list jsonb, day text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	entry jsonb;
	at_ integer := 0;
	hour CONSTANT text := '^([01][0-9]|2[0-3]):[0-5][0-9]$';
BEGIN
	IF jsonb_typeof(list) <> 'array' OR jsonb_array_length(list) > 400 THEN
		RETURN field;
	END IF;
	FOR entry IN SELECT e.value FROM jsonb_array_elements(list) AS e LOOP
		IF jsonb_typeof(entry) <> 'object' OR entry - ARRAY[day, 'opens', 'closes', 'name'] <> '{}' THEN
			RETURN format('%s/%s', field, at_);
		ELSIF day = 'weekday' AND COALESCE(entry ->> day, '') !~ '^[1-7]$' THEN
			RETURN format('%s/%s/weekday', field, at_);
		ELSIF day = 'day' AND NOT routing.is_day(entry ->> day) THEN
			RETURN format('%s/%s/day', field, at_);
		ELSIF day = 'day' AND entry ->> 'opens' IS NULL AND entry ->> 'closes' IS NULL THEN
			NULL;
		ELSIF COALESCE(entry ->> 'opens', '') !~ hour THEN
			RETURN format('%s/%s/opens', field, at_);
		ELSIF COALESCE(entry ->> 'closes', '') !~ hour THEN
			RETURN format('%s/%s/closes', field, at_);
		END IF;
		at_ := at_ + 1;
	END LOOP;
	RETURN NULL;
END $$;

-- out_part: how many of the seconds that are `left` a call is promised, where so many more may run at once (`calls`, itself among them): an equal part,
-- but half an hour if there is as much, else all: who calls alone is not cut off for calls that nobody makes. Internal.
CREATE OR REPLACE FUNCTION voice.out_part(left_ numeric, calls numeric)
RETURNS numeric
LANGUAGE sql IMMUTABLE
AS $$ SELECT least($1, greatest($1 / $2, 1800)) $$;

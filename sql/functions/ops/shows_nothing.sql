-- shows_nothing: whether a text has characters and shows none: white space, no width, no ink. The same characters as utf8_blank
-- (common/base/utf8.c), by which requests are refused.
CREATE OR REPLACE FUNCTION ops.shows_nothing(text text)
RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT
AS $$ SELECT $1 ~ '^[\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f-\u1160\u1680\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]+$' $$;

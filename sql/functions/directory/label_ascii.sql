-- label_ascii: a label of a host's name as it stands in DNS and in addresses: with other letters than ASCII's in punycode (RFC 3492).
CREATE OR REPLACE FUNCTION directory.label_ascii(label text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	base CONSTANT integer := 36;
	t_min CONSTANT integer := 1;
	t_max CONSTANT integer := 26;
	digits CONSTANT text := 'abcdefghijklmnopqrstuvwxyz0123456789';
	points CONSTANT integer[] := ARRAY(SELECT ascii(c) FROM unnest(string_to_array(label, NULL)) WITH ORDINALITY AS p (c, n) ORDER BY n);
	basic CONSTANT text := regexp_replace(label, '[^\u0001-\u007f]', '', 'g');
	done integer := length(basic);
	coded text := '';
	n integer := 128;
	next integer;
	delta integer := 0;
	bias integer := 72;
	point integer;
	q integer;
	k integer;
	t integer;
BEGIN
	IF done = cardinality(points) THEN
		RETURN label;
	END IF;
	WHILE done < cardinality(points) LOOP
		next := (SELECT min(p) FROM unnest(points) AS p WHERE p >= n);
		delta := delta + (next - n) * (done + 1);
		n := next;
		FOREACH point IN ARRAY points LOOP
			IF point < n THEN
				delta := delta + 1;
			ELSIF point = n THEN
				q := delta;
				k := base;
				LOOP
					t := least(greatest(k - bias, t_min), t_max);
					EXIT WHEN q < t;
					coded := coded || substr(digits, t + (q - t) % (base - t) + 1, 1);
					q := (q - t) / (base - t);
					k := k + base;
				END LOOP;
				coded := coded || substr(digits, q + 1, 1);
				delta := delta / CASE WHEN done = length(basic) THEN 700 ELSE 2 END; -- 6.1: the bias adapts
				delta := delta + delta / (done + 1);
				k := 0;
				WHILE delta > (base - t_min) * t_max / 2 LOOP
					delta := delta / (base - t_min);
					k := k + base;
				END LOOP;
				bias := k + (base - t_min + 1) * delta / (delta + 38);
				delta := 0;
				done := done + 1;
			END IF;
		END LOOP;
		delta := delta + 1;
		n := n + 1;
	END LOOP;
	RETURN 'xn--' || CASE WHEN basic = '' THEN '' ELSE basic || '-' END || coded;
END $$;

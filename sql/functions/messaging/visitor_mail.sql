-- visitor_mail: the e-mail address that a web chat's visitor gave, as customers' numbers hold it ("mail:a@example.com"); null: none.
CREATE OR REPLACE FUNCTION messaging.visitor_mail(tenant bigint, number text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT 'mail:' || v.email FROM messaging.visitor AS v
		WHERE v.tenant = visitor_mail.tenant AND v.number = visitor_mail.number AND v.email IS NOT NULL LIMIT 1);
END $$;

-- address_words: a dispatch address in one line, as it is read out: street and number, what else leads there, postal code and city, region, country.
-- Where the number comes first it does so here, too: "12 Harbour Street" in the US, "Storgatan 12" in Sweden. By OpenCage's address formats.
CREATE OR REPLACE FUNCTION directory.address_words(country text, region text, city text, postal_code text, street text, house_number text,
	additional text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT concat_ws(', ', NULLIF(CASE WHEN country = ANY ('{AD,AE,AG,AM,AS,AU,BB,BD,BF,BH,BJ,BL,BM,BN,BZ,CA,CC,CD,CG,CI,CK,CX,DJ,DM,DZ,EG,FJ,FK,FM,FR,GA,GB,GF,GG,GH,GI,GM,GN,GP,GS,GU,GY,HK,
			IE,IM,IN,IO,IQ,JE,JM,KE,KH,KN,KY,LA,LB,LK,LS,LU,MA,MC,MF,MG,MH,MM,MP,MQ,MR,MS,MT,MU,MV,MW,MY,NA,NC,NE,NF,NG,NR,NU,NZ,OM,PF,PG,PH,
			PK,PM,PR,RE,RW,SA,SC,SG,SH,SL,SN,TC,TF,TG,TH,TK,TN,TO,TT,TV,TZ,UG,UM,US,VG,VI,VN,WF,YE,YT,ZA,ZM,ZW}'::text[])
			THEN concat_ws(' ', NULLIF(house_number, ''), NULLIF(street, ''))
			ELSE concat_ws(' ', NULLIF(street, ''), NULLIF(house_number, '')) END, ''),
		NULLIF(additional, ''), NULLIF(concat_ws(' ', NULLIF(postal_code, ''), NULLIF(city, '')), ''), NULLIF(region, ''), country)
$$;

-- unspaced_signs: the characters of scripts that are written without spaces (Chinese, Japanese, Korean) as ranges of a bracket
-- expression, in a folded text (contact_fold), which decomposes: `begins`: where a sign begins; `goes_on`: what belongs to the one before it, such as
-- the later letters of a Korean syllable and a kana's mark.
CREATE OR REPLACE FUNCTION directory.unspaced_signs(OUT begins text, OUT goes_on text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT '\u1100-\u115f\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af',
		'\u1160-\u11ff\u3099\u309a\u30fc'
$$;

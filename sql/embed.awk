# embed.awk - turns sql/queries/<set>/*.sql into <set>_queries.h and .c
#
# Each file holds one statement. Its leading "--" comment may carry a line
#   -- flags: read | moves | alone | long
# (db.h explains them). The number of parameters is the highest $n used.
function finish() {
    if (name == "") return
    printf "const struct db_query q_%s = {\n\t.name = \"%s_%s\",\n\t.param_count = %d,\n\t.flags = %s,\n\t.sql = %s,\n};\n\n", \
        name, set, name, params, (flags == "" ? "0" : flags), text > (out ".c")
    printf "extern const struct db_query q_%s;\n", name > (out ".h")
    names = names "\t&q_" name ",\n"
}
BEGIN {
    printf "/* generated from sql/queries/%s by sql/embed.awk */\n#pragma once\n#include \"common/db/db.h\"\n\nextern const struct db_query *const %s_queries[]; /* ends with NULL */\n", set, set > (out ".h")
    printf "/* generated from sql/queries/%s by sql/embed.awk */\n#include \"%s_queries.h\"\n\n#include <stddef.h>\n\n", set, set > (out ".c")
}
FNR == 1 {
    finish()
    name = FILENAME; sub(/.*\//, "", name); sub(/\.sql$/, "", name)
    params = 0; flags = ""; text = ""
}
/^--/ {
    if (match($0, /flags:/)) {
        n = split(substr($0, RSTART + 6), word, /[ ,]+/)
        for (i = 1; i <= n; i++) if (word[i] != "")
            flags = flags (flags == "" ? "" : " | ") "DB_" toupper(word[i])
    }
    next
}
{
    line = $0
    sub(/[ \t]+$/, "", line)
    if (line == "") next
    rest = line
    while (match(rest, /\$[0-9]+/)) {
        n = substr(rest, RSTART + 1, RLENGTH - 1) + 0
        if (n > params) params = n
        rest = substr(rest, RSTART + RLENGTH)
    }
    gsub(/\\/, "\\\\", line); gsub(/"/, "\\\"", line)
    text = text (text == "" ? "" : "\n\t       ") "\"" line "\\n\""
}
END {
    finish()
    printf "const struct db_query *const %s_queries[] = {\n%s\tNULL,\n};\n", set, names > (out ".c")
}

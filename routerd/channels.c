/* channels - see channels.h */
#include "routerd/channels.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/json_text.h"
#include "routerd/states.h"

static int
bad(struct err *err, const char *member)
{
	return err_set(err, ERR_INVALID, member, "the condition %s can't be understood", member);
}

static struct view
text_view(const json_t *value)
{
	return (struct view){ json_string_value(value), json_string_length(value) };
}

/* One text, a list of texts, or nothing. */
static size_t
choices(const json_t *value)
{
	return json_is_array(value) ? json_array_size(value) : 1;
}

static struct view
choice(const json_t *value, size_t i)
{
	return text_view(json_is_array(value) ? json_array_get(value, i) : value);
}

static bool
texts_valid(const json_t *value)
{
	if (value == NULL)
		return true;
	for (size_t i = 0; i < choices(value); i++)
		if (choice(value, i).n == 0)
			return false;
	return choices(value) > 0;
}

/* ---- one row's conditions ---- */

static int
read_schedule(const json_t *value, struct rule *out, struct err *err)
{
	const json_t *open = json_object_get(value, "open");

	if (!json_id(json_object_get(value, "id"), 1, &out->schedule) || !json_is_boolean(open))
		return bad(err, "schedule");
	out->when = json_is_true(open) ? RULE_WHEN_OPEN : RULE_WHEN_CLOSED;
	return 0;
}

static int
read_customer(const json_t *value, struct rule *out, struct err *err)
{
	if (view_is(text_view(value), "known"))
		out->customer = RULE_KNOWN;
	else if (view_is(text_view(value), "unknown"))
		out->customer = RULE_UNKNOWN;
	else
		return bad(err, "customer");
	return 0;
}

/* Texts are borrowed from the row's conditions, which its source keeps. */
static int
read_form(const json_t *value, struct rule *out, struct err *err)
{
	const char *name;
	json_t *answer;
	size_t count = 0;

	json_object_foreach ((json_t *)value, name, answer) {
		if (count == RULE_FORM_MAX || name[0] == '\0' || text_view(answer).n == 0)
			return bad(err, "form");
		out->form[count++] = (struct rule_answer){ view_of(name), text_view(answer) };
	}
	return count > 0 ? 0 : bad(err, "form");
}

/* All but the lists of keywords and prefixes. An unknown member makes the rule useless, not
 * always true. */
static int
read_conditions(
    const struct rule_row *row, const json_t *conditions, struct rule *out, struct err *err)
{
	const char *name;
	json_t *value;

	if (!json_is_object(conditions))
		return bad(err, "conditions");
	json_object_foreach ((json_t *)conditions, name, value) {
		int failed = 0;

		if (strcmp(name, "schedule") == 0)
			failed = read_schedule(value, out, err);
		else if (strcmp(name, "customer") == 0)
			failed = read_customer(value, out, err);
		else if (strcmp(name, "language") == 0 && json_is_string(value))
			out->language = text_view(value);
		else if (strcmp(name, "page") == 0 && text_view(value).n > 0)
			out->page = text_view(value);
		else if (strcmp(name, "form") == 0)
			failed = read_form(value, out, err);
		else if (strcmp(name, "time") == 0 && json_is_object(value))
			out->time = -row->id;
		else if ((strcmp(name, "keyword") != 0 && strcmp(name, "country_prefix") != 0) ||
		    !texts_valid(value))
			failed = bad(err, name);
		if (failed != 0)
			return -1;
	}
	return 0;
}

static int
read_outcome(const struct rule_row *row, struct rule *out, struct err *err)
{
	json_t *skills = json_loadb(row->skills.p, row->skills.n, 0, NULL);
	bool readable = state_needs(skills, out->needs, &out->need_count);

	json_decref(skills);
	if (!readable)
		return err_set(err, ERR_INVALID, "skills", "the rule's skills can't be understood");
	out->outcome = row->queue != 0 ? RULE_ROUTE : RULE_REPLY;
	out->queue = row->queue;
	out->priority = row->priority;
	return 0;
}

/* ---- adding ---- */

static size_t
add_source(struct channel_rules *rules, const struct rule_row *row, json_t *conditions)
{
	size_t at = rules->source_count++;

	rules->sources = mem_grow(rules->sources, rules->source_count * sizeof(rules->sources[0]));
	rules->sources[at] = (struct rule_source){ .conditions = conditions,
		.auto_reply = view_dup(row->auto_reply) };
	return at;
}

static void
add_each(struct channel_rules *rules, struct rule rule, const json_t *conditions)
{
	const json_t *keywords = json_object_get(conditions, "keyword");
	const json_t *prefixes = json_object_get(conditions, "country_prefix");
	size_t n = choices(keywords), m = choices(prefixes);

	rules->rules = mem_grow(rules->rules, (rules->count + n * m) * sizeof(rules->rules[0]));
	for (size_t i = 0; i < n * m; i++) {
		rule.keyword = choice(keywords, i / m);
		rule.country = choice(prefixes, i % m);
		rules->rules[rules->count++] = rule;
	}
	if (rule.language.n > 0)
		rules->by_language = true;
}

int
channel_rules_add(struct channel_rules *rules, const struct rule_row *row, struct err *err)
{
	json_t *conditions = json_loadb(row->conditions.p, row->conditions.n, 0, NULL);
	struct rule rule = { 0 };
	size_t n = choices(json_object_get(conditions, "keyword"));
	size_t m = choices(json_object_get(conditions, "country_prefix"));

	if (read_conditions(row, conditions, &rule, err) != 0 ||
	    read_outcome(row, &rule, err) != 0) {
		json_decref(conditions);
		return -1;
	}
	if (n > RULES_MAX || m > RULES_MAX || rules->count + n * m > RULES_MAX) {
		json_decref(conditions);
		return err_set(
		    err, ERR_INVALID, "conditions", "a channel has at most %d rules", RULES_MAX);
	}
	rule.reply_text = (int64_t)add_source(rules, row, conditions);
	add_each(rules, rule, conditions);
	return 0;
}

void
channel_rules_fini(struct channel_rules *rules)
{
	for (size_t i = 0; i < rules->source_count; i++) {
		json_decref(rules->sources[i].conditions);
		free(rules->sources[i].auto_reply);
	}
	free(rules->sources);
	free(rules->rules);
	*rules = (struct channel_rules){ 0 };
}

struct rules
channel_rules_view(const struct channel_rules *rules)
{
	return (struct rules){ rules->rules, rules->count };
}

struct view
channel_rules_reply(const struct channel_rules *rules, const struct rule *rule)
{
	return view_of(rules->sources[rule->reply_text].auto_reply);
}

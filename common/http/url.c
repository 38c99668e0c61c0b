/* url - see url.h */
#include "common/http/url.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "common/http/address.h"

static bool
host_is_listed(const struct url_rule *rule, struct view host)
{
	struct view hosts = view_of(rule->http_hosts != NULL ? rule->http_hosts : "");

	while (hosts.p != NULL) {
		struct view listed = view_cut(&hosts, ' ');

		if (listed.n > 0 && listed.n == host.n &&
		    strncasecmp(listed.p, host.p, host.n) == 0)
			return true;
	}
	return false;
}

static int
refuse(const struct url_rule *rule, struct err *err, const char *why)
{
	return err_set(err, ERR_INVALID, rule->field, "%s", why);
}

/* A name's last dot says that it is whole, and changes nothing of where it leads. */
static struct view
without_last_dot(struct view host)
{
	if (host.n > 1 && host.p[host.n - 1] == '.')
		host.n--;
	return host;
}

static int
judge_parts(
    const struct url_rule *rule, const char *scheme, const char *text, bool user, struct err *err)
{
	struct view host = without_last_dot(view_of(text));
	bool literal = false;
	bool is_public = address_text_is_public(host, &literal);

	if (user)
		return refuse(rule, err, "The URL must not hold a user or password");
	if (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0)
		return refuse(rule, err, "The URL must begin with https://");
	if (rule->allow_private)
		return 0;
	if (strcmp(scheme, "http") == 0 && !host_is_listed(rule, host))
		return refuse(rule, err, "The URL must begin with https://");
	if ((literal && !is_public) || view_is_nocase(host, "localhost"))
		return refuse(rule, err, "The URL must lead to a public address");
	return 0;
}

/* libcurl takes "https:///x" for the host x. */
static bool
lacks_host(const char *url)
{
	const char *after = strstr(url, "://");

	return after != NULL && after[3] == '/';
}

int
url_check(struct view url, const struct url_rule *rule, struct err *err)
{
	char text[URL_MAX + 1];
	char *scheme = NULL, *host = NULL, *user = NULL, *password = NULL;
	CURLU *parts = curl_url();
	int result;

	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= ' ' || (unsigned char)url.p[i] >= 0x7f) {
			curl_url_cleanup(parts);
			return refuse(rule, err, "The URL must be of visible ASCII characters");
		}
	if (parts == NULL)
		abort(); /* out of memory */
	if (!view_copy(url, text, sizeof(text)) || lacks_host(text) ||
	    curl_url_set(parts, CURLUPART_URL, text, 0) != CURLUE_OK ||
	    curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl_url_get(parts, CURLUPART_HOST, &host, 0) != CURLUE_OK)
		result = refuse(rule, err, "This is no URL of a web server");
	else
		result = judge_parts(rule, scheme, host,
		    curl_url_get(parts, CURLUPART_USER, &user, 0) == CURLUE_OK ||
			curl_url_get(parts, CURLUPART_PASSWORD, &password, 0) == CURLUE_OK,
		    err);
	curl_free(scheme);
	curl_free(host);
	curl_free(user);
	curl_free(password);
	curl_url_cleanup(parts);
	return result;
}

/* ---- parts of a URL ---- */

/* NULL: it can't be read. The caller's to clean up. */
static CURLU *
read_url(struct view url)
{
	char text[URL_MAX + 1];
	CURLU *parts;

	if (!view_copy(url, text, sizeof(text)))
		return NULL;
	parts = curl_url();
	if (parts == NULL)
		abort(); /* out of memory */
	if (curl_url_set(parts, CURLUPART_URL, text, 0) == CURLUE_OK)
		return parts;
	curl_url_cleanup(parts);
	return NULL;
}

static bool
add_part(CURLU *parts, CURLUPart part, unsigned flags, struct buf *out)
{
	char *text = NULL;

	if (curl_url_get(parts, part, &text, flags) != CURLUE_OK)
		return false;
	buf_add_lower(out, view_of(text));
	curl_free(text);
	return true;
}

bool
url_host(struct view url, struct buf *out)
{
	CURLU *parts = read_url(url);
	bool read = parts != NULL && add_part(parts, CURLUPART_HOST, 0, out);

	curl_url_cleanup(parts);
	return read;
}

bool
url_origin(struct view url, struct buf *out)
{
	CURLU *parts = read_url(url);
	struct buf text = { 0 };
	bool read = parts != NULL && add_part(parts, CURLUPART_SCHEME, 0, &text);

	buf_add_text(&text, "://");
	read = read && add_part(parts, CURLUPART_HOST, 0, &text);
	buf_add_char(&text, ':');
	read = read && add_part(parts, CURLUPART_PORT, CURLU_DEFAULT_PORT, &text);
	if (read)
		buf_add_view(out, buf_view(&text));
	curl_url_cleanup(parts);
	buf_fini(&text);
	return read;
}

/* What can be asked by HTTP: no file:, no address that is read in another way the second time. */
static bool
is_web(const char *url)
{
	struct buf origin = { 0 };
	bool web = url_origin(view_of(url), &origin) &&
	    (view_starts(buf_view(&origin), "https://") ||
		view_starts(buf_view(&origin), "http://"));

	buf_fini(&origin);
	return web;
}

bool
url_resolve(struct view url, struct view location, struct buf *out)
{
	char text[URL_MAX + 1], *whole = NULL;
	CURLU *parts = read_url(url);
	bool read = parts != NULL && location.n > 0 && view_copy(location, text, sizeof(text)) &&
	    curl_url_set(parts, CURLUPART_URL, text, 0) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_URL, &whole, 0) == CURLUE_OK &&
	    strlen(whole) <= URL_MAX && is_web(whole);

	if (read)
		buf_add_text(out, whole);
	curl_free(whole);
	curl_url_cleanup(parts);
	return read;
}

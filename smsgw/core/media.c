/* media - see media.h */
#include "smsgw/core/media.h"

#include <strings.h>

#include "common/base/media_type.h"

/* What an answer's status means; the first row that holds it. */
static const struct {
	int from, to;
	enum media_verdict verdict;
	const char *reason;
} meanings[] = {
	{ 301, 303, MEDIA_ELSEWHERE, NULL },
	{ 307, 308, MEDIA_ELSEWHERE, NULL },
	{ 401, 401, MEDIA_NEVER, "the carrier refused our login" },
	{ 403, 403, MEDIA_NEVER, "the carrier does not give it to us" },
	{ 404, 404, MEDIA_NEVER, "the carrier does not have it" },
	{ 410, 410, MEDIA_NEVER, "the carrier does not have it any more" },
	{ 408, 408, MEDIA_AGAIN, "the carrier did not answer" },
	{ 425, 429, MEDIA_AGAIN, "the carrier asks for fewer requests at a time" },
	{ 500, 599, MEDIA_AGAIN, "the carrier had a fault" },
	{ 0, INT32_MAX, MEDIA_NEVER, "the carrier's answer can't be understood" },
};

static struct media_judgement
judge_file(struct view body, bool cut)
{
	const char *type = media_type(body);

	if (cut)
		return (struct media_judgement){ MEDIA_NEVER, "it is larger than may be", NULL };
	if (body.n == 0)
		return (struct media_judgement){ MEDIA_NEVER, "it is empty", NULL };
	if (type == NULL)
		return (
		    struct media_judgement){ MEDIA_NEVER, "it is of no kind that is shown", NULL };
	return (struct media_judgement){ MEDIA_GOOD, NULL, type };
}

struct media_judgement
media_judge(int status, struct view body, bool cut)
{
	size_t i = 0;

	if (status == 200)
		return judge_file(body, cut);
	while (status < meanings[i].from || status > meanings[i].to)
		i++;
	return (struct media_judgement){ meanings[i].verdict, meanings[i].reason, NULL };
}

static bool
fits_host(struct view listed, struct view host)
{
	if (listed.n == 0 || host.n < listed.n)
		return false;
	if (listed.p[0] == '.') {
		host.p += host.n - listed.n;
		host.n = listed.n;
	}
	return host.n == listed.n && strncasecmp(host.p, listed.p, host.n) == 0;
}

bool
media_host_is_listed(const char *hosts, struct view host)
{
	struct view rest = view_of(hosts != NULL ? hosts : "");

	while (rest.p != NULL)
		if (fits_host(view_cut(&rest, ' '), host))
			return true;
	return false;
}

int64_t
media_again_ms(int64_t tries, int64_t tries_max, int64_t retry_after_ms, uint64_t random)
{
	int64_t ceiling = MEDIA_AGAIN_FIRST_MS;

	if (tries >= tries_max)
		return -1;
	for (int64_t i = 1; i < tries && ceiling < MEDIA_AGAIN_MAX_MS; i++)
		ceiling *= 2;
	if (ceiling > MEDIA_AGAIN_MAX_MS)
		ceiling = MEDIA_AGAIN_MAX_MS;
	ceiling = ceiling / 2 + (int64_t)(random % (uint64_t)(ceiling / 2 + 1));
	if (retry_after_ms <= ceiling)
		return ceiling;
	return retry_after_ms < MEDIA_AGAIN_MAX_MS ? retry_after_ms : MEDIA_AGAIN_MAX_MS;
}

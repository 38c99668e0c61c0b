/* key - see key.h */
#include "common/base/key.h"

#include <inttypes.h>

#include "common/base/bytes.h"

int64_t
key_of(const char *class, int64_t tenant, struct view thing)
{
	unsigned char digest[SHA256_SIZE];
	struct buf text = { 0 };
	uint64_t key = 0;

	buf_addf(&text, "%s:%" PRId64 ":", class, tenant);
	buf_add_view(&text, thing);
	sha256(buf_view(&text), digest);
	buf_fini(&text);
	for (int i = 0; i < 8; i++)
		key = key << 8 | digest[i];
	return (int64_t)key;
}

int64_t
key_of_id(const char *class, int64_t tenant, int64_t id)
{
	struct buf thing = { 0 };
	int64_t key;

	buf_addf(&thing, "%" PRId64, id);
	key = key_of(class, tenant, buf_view(&thing));
	buf_fini(&thing);
	return key;
}

static int64_t
key_of_pair(const char *class, int64_t tenant, int64_t first, struct view second)
{
	struct buf thing = { 0 };
	int64_t key;

	buf_addf(&thing, "%" PRId64 ":", first);
	buf_add_view(&thing, second);
	key = key_of(class, tenant, buf_view(&thing));
	buf_fini(&thing);
	return key;
}

int64_t
key_conversation(int64_t tenant, int64_t channel, struct view customer_number)
{
	return key_of_pair("conversation", tenant, channel, customer_number);
}

int64_t
key_provider(int64_t account, struct view provider_id)
{
	return key_of_pair("provider", 0, account, provider_id);
}

/* known_device - see known_device.h */
#include "presenced/core/known_device.h"

#include <inttypes.h>
#include <string.h>

/* A byte that says the form, then entries of one length: name, state, id, since_s as 8 bytes, the highest first. */
enum {
	FORM = 1,
	AT_STATE = KNOWN_DEVICE_NAME,
	AT_ID = AT_STATE + KNOWN_DEVICE_STATE,
	AT_SINCE = AT_ID + KNOWN_DEVICE_ID,
	ENTRY = AT_SINCE + 8
};

bool
known_devices_read(struct view plain, struct known_devices *out)
{
	*out = (struct known_devices){ 0 };
	if (plain.n <= 1 || plain.p[0] != FORM || (plain.n - 1) % ENTRY != 0 ||
	    (plain.n - 1) / ENTRY > KNOWN_DEVICES_MAX)
		return false;
	for (size_t at = 1; at < plain.n; at += ENTRY) {
		struct known_device *device = &out->at[out->count++];
		const unsigned char *entry = (const unsigned char *)plain.p + at;
		uint64_t since = 0;

		memcpy(device->name, entry, sizeof(device->name));
		memcpy(device->state, entry + AT_STATE, sizeof(device->state));
		memcpy(device->id, entry + AT_ID, sizeof(device->id));
		for (int i = 0; i < 8; i++)
			since = since << 8 | entry[AT_SINCE + i];
		device->since_s = (int64_t)since;
	}
	return true;
}

void
known_devices_write(const struct known_devices *devices, struct buf *out)
{
	buf_add_char(out, FORM);
	for (int i = 0; i < devices->count; i++) {
		const struct known_device *device = &devices->at[i];

		buf_add(out, device->name, sizeof(device->name));
		buf_add(out, device->state, sizeof(device->state));
		buf_add(out, device->id, sizeof(device->id));
		for (int shift = 56; shift >= 0; shift -= 8)
			buf_add_char(out, (char)((uint64_t)device->since_s >> shift & 0xff));
	}
}

/* In any case of A to Z; of other letters only the database knows the case: typed otherwise, it is another name, and unknown. */
static void
name_of(struct view username, unsigned char out[KNOWN_DEVICE_NAME])
{
	unsigned char hash[SHA256_SIZE];
	struct buf folded = { 0 };

	buf_add_lower(&folded, username);
	sha256(buf_view(&folded), hash);
	memcpy(out, hash, KNOWN_DEVICE_NAME);
	buf_fini(&folded);
}

const struct known_device *
known_device_find(const struct known_devices *devices, struct view username)
{
	unsigned char name[KNOWN_DEVICE_NAME];

	name_of(username, name);
	for (int i = 0; i < devices->count; i++)
		if (memcmp(devices->at[i].name, name, sizeof(name)) == 0)
			return &devices->at[i];
	return NULL;
}

void
known_device_state(int64_t tenant, int64_t user, int64_t generation, struct view password_hash,
    unsigned char out[KNOWN_DEVICE_STATE])
{
	unsigned char hash[SHA256_SIZE];
	struct buf text = { 0 };

	buf_addf(&text, "%" PRId64 " %" PRId64 " %" PRId64 " ", tenant, user, generation);
	buf_add_view(&text, password_hash);
	sha256(buf_view(&text), hash);
	memcpy(out, hash, KNOWN_DEVICE_STATE);
	buf_fini(&text);
}

bool
known_device_holds(
    const struct known_device *device, const unsigned char state[KNOWN_DEVICE_STATE], int64_t now_s)
{
	return memcmp(device->state, state, KNOWN_DEVICE_STATE) == 0 && device->since_s <= now_s &&
	    device->since_s > now_s - KNOWN_DEVICE_S;
}

void
known_device_add(struct known_devices *devices, struct view username,
    const unsigned char state[KNOWN_DEVICE_STATE], const unsigned char id[KNOWN_DEVICE_ID],
    int64_t now_s)
{
	const struct known_device *former = known_device_find(devices, username);
	int place = former != NULL ? (int)(former - devices->at) : devices->count;
	struct known_device *first = &devices->at[0];

	if (place == KNOWN_DEVICES_MAX)
		place--;
	else if (former == NULL)
		devices->count++;
	memmove(first + 1, first, (size_t)place * sizeof(*first));
	name_of(username, first->name);
	memcpy(first->state, state, sizeof(first->state));
	memcpy(first->id, id, sizeof(first->id));
	first->since_s = now_s;
}

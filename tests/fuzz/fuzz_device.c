/* fuzz_device: the cookie of a known browser. What a stranger sends opens no box; what stands in a box, were it any bytes, is
 * taken or refused, and what is taken is written as it was read. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "common/auth/key_ring.h"
#include "presenced/core/known_device.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* boxes that were read */

static struct key_ring ring = {
	.keys = { [1] = { 7 } }, .present = { [1] = true }, .active = 1, .derives = true
};

static void
sent(struct view cookie)
{
	struct buf box = { 0 }, plain = { 0 };
	struct err err;

	if (base64url_decode(cookie, &box))
		assert(secret_open(
			   &ring, "presence.known_device:0:0", buf_view(&box), &plain, &err) != 0);
	assert(plain.n == 0);
	buf_fini(&box);
	buf_fini(&plain);
}

static void
logged_in(struct known_devices *devices, const unsigned char state[KNOWN_DEVICE_STATE])
{
	static const unsigned char id[KNOWN_DEVICE_ID] = { 1 };
	const struct known_device *device;

	known_device_add(devices, VIEW("maya"), state, id, 1800000000);
	assert(devices->count >= 1 && devices->count <= KNOWN_DEVICES_MAX);
	device = known_device_find(devices, VIEW("maya"));
	assert(device == &devices->at[0] && known_device_holds(device, state, 1800000000));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = { (const char *)data, size };
	unsigned char state[KNOWN_DEVICE_STATE];
	struct known_devices devices;
	struct buf again = { 0 };

	sent(text);
	known_device_state(1, 5, 0, VIEW("$argon2id$"), state);
	if (known_devices_read(text, &devices)) {
		const struct known_device *device = known_device_find(&devices, VIEW("maya"));

		fuzz_reached++;
		assert(devices.count >= 1 && devices.count <= KNOWN_DEVICES_MAX);
		if (device != NULL && known_device_holds(device, state, 1800000000))
			assert(device->since_s > 0 && device->since_s <= 1800000000);
		known_devices_write(&devices, &again);
		assert(view_eq(buf_view(&again), text));
	} else {
		assert(devices.count == 0);
	}
	logged_in(&devices, state);
	buf_fini(&again);
	return 0;
}

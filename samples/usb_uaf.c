/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A USB driver's transfer completes after the device was detached: the callback looks into the
 * softc that detach has freed. -DFIXED waits for the transfer first, as usbd_abort_pipe() does.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kmsan/kmem.h>

struct umodem_softc {
	bool sc_dying;
	uint32_t sc_bytes;
};

struct xfer {
	void (*done)(struct umodem_softc *, uint32_t);
	struct umodem_softc *sc;
	uint32_t length;
	bool pending;
};

static struct xfer input;
static volatile uint32_t received;

static void
umodem_read_done(struct umodem_softc *sc, uint32_t length)
{
	if (sc->sc_dying)
		return;
	sc->sc_bytes += length;
	received = sc->sc_bytes;
}

static void
usb_complete(struct xfer *xfer)
{
	if (!xfer->pending)
		return;
	xfer->pending = false;
	xfer->done(xfer->sc, xfer->length);
}

static void
umodem_attach(void)
{
	struct umodem_softc *sc = kmem_zalloc(sizeof(*sc), KM_SLEEP);

	input = (struct xfer){umodem_read_done, sc, 64, true};
}

static void
umodem_detach(struct umodem_softc *sc)
{
#ifdef FIXED
	usb_complete(&input);
#endif
	kmem_free(sc, sizeof(*sc));
}

int
main(void)
{
	umodem_attach();
	umodem_detach(input.sc);
	usb_complete(&input);
	return 0;
}

// CHECK:=================================================================
// CHECK-NEXT:MSan: Uninitialized Freed Kmem Memory From {{umodem_detach|main}}+0x{{[0-9a-f]+}}
// CHECK-NEXT:    #0 in umodem_read_done [[FILE]]:30:6 (t)
// CHECK-NEXT:    #1 in usb_complete [[FILE]]:42:2 (t)
// CHECK-NEXT:    #2 in main [[FILE]]:67:2 (t)
// CHECK-NEXT:  Freed by kmem_free at:
// CHECK-NEXT:    #0 in umodem_detach [[FILE]]:59:2 (t)
// OPT-NEXT:    #1 in main [[FILE]]:66:2 (t)
// CHECK-NEXT:  Created by kmem_alloc at:
// CHECK-NEXT:    #0 in umodem_attach [[FILE]]:48:28 (t)
// OPT-NEXT:    #1 in main [[FILE]]:65:2 (t)
// CHECK-NEXT:SUMMARY: kMSan: use-after-free [[FILE]]:30:6 in umodem_read_done
// CHECK-NEXT:=================================================================
// CHECK-NEXT:kMSan: 1 report (1 distinct), 0 suppressed

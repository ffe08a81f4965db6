/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_INTERFACE_H
#define MSAN_INTERFACE_H

/* The program is being stopped by the runtime: call what __msan_set_death_callback() was given. */
void interface_death(void);

#endif

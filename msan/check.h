/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MSAN_CHECK_H
#define MSAN_CHECK_H

#include <kmsan/hooks.h>
#include <kmsan/types.h>

/* An uninitialised value with this cell decided something in the code that returns to pc. */
void check_value(uint32_t cell, uintptr_t pc);

#endif

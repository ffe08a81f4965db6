/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KMSAN_IPL_H
#define KMSAN_IPL_H

/*
 * Interrupt priority levels (spl(9)). A level blocks its own interrupts and those of all lower
 * ones. A kernel that has numbers of its own for them includes its header first.
 */
#ifndef IPL_NONE
#define IPL_NONE       0
#define IPL_SOFTCLOCK  1
#define IPL_SOFTBIO    2
#define IPL_SOFTNET    3
#define IPL_SOFTSERIAL 4
#define IPL_VM	       6
#define IPL_SCHED      7
#define IPL_HIGH       8
#endif

#endif

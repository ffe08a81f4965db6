/* SPDX-License-Identifier: BSD-2-Clause */
/* Included before every instrumented file: nothing is promised here about registers. */

/* SPDX-License-Identifier: BSD-2-Clause */
/* Debian makes this file when it builds Lua: where modules are. There are none here. */
#define DEB_HOST_MULTIARCH "none"

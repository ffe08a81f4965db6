/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lua: a script that builds tables, calls closures, sorts and works on strings, in an interpreter of
 * its own each time.
 * source: lua5.4 src/lapi.c src/lauxlib.c src/lbaselib.c src/lcode.c src/lcorolib.c src/lctype.c
 * source: lua5.4 src/ldblib.c src/ldebug.c src/ldo.c src/ldump.c src/lfunc.c src/lgc.c src/linit.c
 * source: lua5.4 src/liolib.c src/llex.c src/lmathlib.c src/lmem.c src/loadlib.c src/lobject.c
 * source: lua5.4 src/lopcodes.c src/loslib.c src/lparser.c src/lstate.c src/lstring.c src/lstrlib.c
 * source: lua5.4 src/ltable.c src/ltablib.c src/ltm.c src/lundump.c src/lutf8lib.c src/lvm.c src/lzio.c
 * flags: -Dluai_makeseed(L)=1 -DLUA_USE_POSIX -lm
 */
#include <stdlib.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "work.h"

static const char script[] =
    "local seed = ...\n"
    "local function random() seed = (seed * 1103515245 + 12345) % 2147483648; return seed end\n"
    "local words, count = {}, {}\n"
    "for i = 1, 2000 do words[i] = string.format('%s%04d', string.char(97 + random() % 26), "
    "random() % 300) end\n"
    "for _, w in ipairs(words) do count[w] = (count[w] or 0) + 1 end\n"
    "local keys = {}\n"
    "for w in pairs(count) do keys[#keys + 1] = w end\n"
    "table.sort(keys, function(a, b) return count[a] > count[b] or count[a] == count[b] and a < b "
    "end)\n"
    "local text = table.concat(keys, ' ')\n"
    "local n = 0\n"
    "for w in text:gmatch('%a%d+') do n = n + #w:gsub('%d', function(d) return d + 1 end) end\n"
    "local function fib(i) if i < 2 then return i end return fib(i - 1) + fib(i - 2) end\n"
    "local objects = setmetatable({}, {__index = function(t, k) return k * 2 end})\n"
    "for i = 1, 3000 do n = (n + objects[i] // 3) % 65521 end\n"
    "local co = coroutine.wrap(function() for i = 1, 500 do coroutine.yield(i) end return 0 end)\n"
    "for i = 1, 500 do n = n + co() end\n"
    "return n + fib(16)\n";

uint32_t
work(unsigned rounds)
{
	uint32_t sum = 1;

	for (unsigned i = 0; i < rounds; i++) {
		lua_State *L = luaL_newstate();

		if (L == NULL)
			abort();
		luaL_openlibs(L);
		if (luaL_loadstring(L, script) != LUA_OK)
			abort();
		lua_pushinteger(L, i + 1);
		if (lua_pcall(L, 1, 1, 0) != LUA_OK)
			abort();
		sum = work_mix(sum, (uint32_t)lua_tointeger(L, -1));
		lua_close(L);
	}
	return sum;
}

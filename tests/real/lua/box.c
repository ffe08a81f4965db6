/* SPDX-License-Identifier: BSD-2-Clause */

/* A module in C, for require: userdata, a metatable, callbacks, errors, buffers. */

#include <string.h>
#include <lauxlib.h>
#include <lua.h>

struct box {
	int count;
	char name[60]; /* as many as the name has are set */
};

int luaopen_box(lua_State *L);

static int
box_new(lua_State *L)
{
	size_t length;
	const char *name = luaL_checklstring(L, 1, &length);
	struct box *b;

	luaL_argcheck(L, length < sizeof(b->name), 1, "too long");
	b = lua_newuserdatauv(L, sizeof(*b), 1);
	b->count = (int)luaL_optinteger(L, 2, 1);
	memcpy(b->name, name, length + 1);
	luaL_setmetatable(L, "box");
	return 1;
}

static int
box_get(lua_State *L)
{
	struct box *b = luaL_checkudata(L, 1, "box");
	luaL_Buffer buffer;
	int i;

	luaL_buffinit(L, &buffer);
	for (i = 0; i < b->count; i++)
		luaL_addstring(&buffer, b->name);
	luaL_pushresult(&buffer);
	return 1;
}

static int
box_len(lua_State *L)
{
	struct box *b = luaL_checkudata(L, 1, "box");

	lua_pushinteger(L, b->count);
	return 1;
}

static int
box_tostring(lua_State *L)
{
	struct box *b = luaL_checkudata(L, 1, "box");

	lua_pushfstring(L, "box '%s' of %d, %f%%", b->name, b->count, 1.5);
	return 1;
}

static int
box_sum(lua_State *L)
{
	lua_Number sum = 0;
	int i;

	for (i = 1; i <= lua_gettop(L); i++)
		sum += luaL_checknumber(L, i);
	lua_pushnumber(L, sum);
	return 1;
}

static int
box_each(lua_State *L)
{
	lua_Integer i, n = luaL_len(L, 1);

	for (i = 1; i <= n; i++) {
		lua_pushvalue(L, 2);
		lua_geti(L, 1, i);
		lua_call(L, 1, 1);
	}
	return (int)n;
}

int
luaopen_box(lua_State *L)
{
	static const luaL_Reg methods[] = {{"get", box_get}, {NULL, NULL}};
	static const luaL_Reg meta[] = {
	    {"__len", box_len}, {"__tostring", box_tostring}, {NULL, NULL}};
	static const luaL_Reg module[] = {
	    {"new", box_new}, {"sum", box_sum}, {"each", box_each}, {NULL, NULL}};

	luaL_newmetatable(L, "box");
	luaL_setfuncs(L, meta, 0);
	luaL_newlib(L, methods);
	lua_setfield(L, -2, "__index");
	luaL_newlib(L, module);
	return 1;
}

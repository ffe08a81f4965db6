# SPDX-License-Identifier: BSD-2-Clause
# The compiler of the runtime, and the flags that every C file of the project gets.

if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang" OR CMAKE_C_COMPILER_VERSION VERSION_LESS 14)
  # The space in front keeps CMake from breaking the line.
  message(FATAL_ERROR " kMSan needs clang 14 or later, not ${CMAKE_C_COMPILER} "
    "(${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION}): use a preset, or CC=clang-14")
endif()

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Tests and runtime rely on their assertions in every preset.
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g")
set(CMAKE_C_FLAGS_RELEASE "-O2 -g")

add_library(kmsan_warnings INTERFACE)
target_compile_options(kmsan_warnings INTERFACE
  -Wall -Wextra -Werror
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
  $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>
  $<$<COMPILE_LANGUAGE:C>:-Wshadow>)

# KMSAN_CHECKED. The flat shadow map lies where ASan wants its own, so only what
# does not use the linux port gets both.
add_library(kmsan_asan_ubsan INTERFACE)
add_library(kmsan_ubsan INTERFACE)
if(KMSAN_CHECKED)
  set(_both -fsanitize=address,undefined -fno-sanitize-recover=all)
  target_compile_options(kmsan_asan_ubsan INTERFACE ${_both})
  # ASan's runtime has functions of <sanitizer/...> that ours has too; either will do.
  target_link_options(kmsan_asan_ubsan INTERFACE ${_both} -Wl,--allow-multiple-definition)
  # Trap: UBSan's own runtime is not linked into the programs that kmsan-cc makes.
  target_compile_options(kmsan_ubsan INTERFACE
    $<$<COMPILE_LANGUAGE:C>:-fsanitize=undefined>
    $<$<COMPILE_LANGUAGE:C>:-fsanitize-trap=undefined>)
endif()

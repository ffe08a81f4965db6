# SPDX-License-Identifier: BSD-2-Clause
# kmsan_add_runtime(NAME PORTDIR): a static library lib<NAME>.a of the runtime over one port.

function(kmsan_add_runtime name port)
  file(GLOB_RECURSE core CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/msan/*.c ${PROJECT_SOURCE_DIR}/origin/*.c
    ${PROJECT_SOURCE_DIR}/alloc/*.c)
  list(FILTER core EXCLUDE REGEX "/msan/port/")
  file(GLOB_RECURSE ported CONFIGURE_DEPENDS ${port}/*.c ${port}/*.S)

  # Freestanding: a libc header or a libc call outside a port is an error here or
  # in tests/walls/. Builtins stay those of -ffreestanding: memcpy and the like.
  set_source_files_properties(${core} PROPERTIES COMPILE_OPTIONS -ffreestanding)

  if(NOT core AND NOT ported)
    message(STATUS "${name}: no sources yet")
    return()
  endif()
  add_library(${name} STATIC ${core} ${ported})
  target_include_directories(${name} PUBLIC
    ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR} ${port})
  # PIE, not PIC: the runtime is only ever part of the program itself, so its
  # thread-local variables need no call. No stack protector: hooks run before
  # libc has set up the canary.
  target_compile_options(${name} PRIVATE
    -fPIE -fno-omit-frame-pointer -fno-stack-protector
    $<$<COMPILE_LANGUAGE:C>:-fno-strict-aliasing>)
  target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:kmsan_warnings>)
endfunction()

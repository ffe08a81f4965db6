# SPDX-License-Identifier: BSD-2-Clause
# kmsan_add_runtime(NAME PORTDIR): a static library of the runtime over one port, with all of its
# internal functions: what unit tests look into.

function(kmsan_add_runtime name port)
  file(GLOB_RECURSE core CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/msan/*.c ${PROJECT_SOURCE_DIR}/origin/*.c
    ${PROJECT_SOURCE_DIR}/alloc/*.c)
  list(FILTER core EXCLUDE REGEX "/msan/port/")
  file(GLOB_RECURSE ported CONFIGURE_DEPENDS ${port}/*.c ${port}/*.S)

  # Freestanding: outside a port a libc header does not exist, and a libc call
  # does not pass tests/walls/. Freestanding, clang leaves out the unwind tables, without which an
  # interrupt inside a hook hides the function that called the hook. All data is the runtime's, which
  # is part of the program: no address comes out of a table.
  set_source_files_properties(${core} PROPERTIES COMPILE_OPTIONS
    "-ffreestanding;-fasynchronous-unwind-tables;-fdirect-access-external-data;-nostdlibinc;-isystem;${PROJECT_SOURCE_DIR}/msan/freestanding")

  # A port is written for its system, and C11 alone hides POSIX in libc's headers.
  set_source_files_properties(${ported} PROPERTIES COMPILE_OPTIONS
    "$<$<COMPILE_LANGUAGE:C>:-std=gnu11>")
  # Where programs look for kmsan-symbolize: here first, then where it is installed.
  set_source_files_properties(${port}/layout.c PROPERTIES COMPILE_DEFINITIONS
    "KMSAN_TOOL_DIRS=\"${CMAKE_RUNTIME_OUTPUT_DIRECTORY}:${CMAKE_INSTALL_FULL_BINDIR}\"")

  add_library(${name} STATIC ${core} ${ported})
  target_include_directories(${name} PUBLIC
    ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR} ${port})
  # PIE, not PIC: the runtime is only ever part of the program itself, so its
  # thread-local variables need no call. No stack protector: hooks run before
  # libc has set up the canary. No frame in leaves: they are the metadata hooks.
  target_compile_options(${name} PRIVATE
    -fPIE -fno-omit-frame-pointer -momit-leaf-frame-pointer -fno-stack-protector
    $<$<COMPILE_LANGUAGE:C>:-fno-strict-aliasing>)
  target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:kmsan_warnings>)
endfunction()

# kmsan_link_runtime(ARCHIVE OPEN LISTS NAME): make the archive that programs are linked with, the
# one that unit tests are, and the lists for the link, of the static library NAME.
function(kmsan_link_runtime archive open lists name)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/kmsan/*.h)
  set(script ${PROJECT_SOURCE_DIR}/cmake/link-runtime.sh)
  add_custom_command(OUTPUT ${archive} ${open} ${lists}/wrap ${lists}/wrap-shared
      ${lists}/exports
    COMMAND sh ${script} ${CMAKE_LINKER} ${CMAKE_NM} ${CMAKE_OBJCOPY} ${CMAKE_AR}
      $<TARGET_FILE:${name}> ${PROJECT_SOURCE_DIR}/include/kmsan ${archive} ${open} ${lists}
    DEPENDS ${name} ${script} ${headers} COMMENT "Linking ${archive}" VERBATIM)
endfunction()

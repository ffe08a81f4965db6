# SPDX-License-Identifier: BSD-2-Clause
# What a program needs to run under kMSan, as CMake targets. The build tree and an
# installed prefix both use this file; tools/kmsan-cc/flags.c says the same.

# kmsan_set_compile_flags(OUT LISTS): the compile options, for the languages in use.
function(kmsan_set_compile_flags out lists)
  set(flags)
  foreach(language C CXX)
    if(NOT CMAKE_${language}_COMPILER_LOADED)
      continue()
    endif()
    if(NOT CMAKE_${language}_COMPILER_ID STREQUAL "Clang"
        OR CMAKE_${language}_COMPILER_VERSION VERSION_LESS 14)
      # The space in front keeps CMake from breaking the line.
      message(FATAL_ERROR " kMSan needs clang 14 or later, and ${CMAKE_${language}_COMPILER} is "
        "${CMAKE_${language}_COMPILER_ID} ${CMAKE_${language}_COMPILER_VERSION}")
    endif()
    if(CMAKE_${language}_COMPILER_VERSION VERSION_LESS 15)
      set(eager "SHELL:-mllvm -msan-eager-checks=1")
    else()
      set(eager -fsanitize-memory-param-retval)
    endif()
    foreach(flag -fsanitize=kernel-memory ${eager}
        "SHELL:-Xclang -record-command-line -Xclang kmsan:args=eager"
        "--include=${lists}/preserve.h"
        -DKMSAN=1 -fno-omit-frame-pointer -fno-optimize-sibling-calls)
      list(APPEND flags "$<$<COMPILE_LANGUAGE:${language}>:${flag}>")
    endforeach()
  endforeach()
  set(${out} "${flags}" PARENT_SCOPE)
endfunction()

# kmsan_set_link_flags(OUT ARCHIVE LISTS LIBRARY...): the link options of a program, and
# of a shared object, which finds the runtime in the program.
function(kmsan_set_link_flags out archive lists)
  set(program "$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>")
  set(flags "-Wl,@${lists}/wrap$<$<NOT:${program}>:-shared>" "$<$<NOT:${program}>:${lists}/shared.o>")
  foreach(flag
      "-Wl,--dynamic-list=${lists}/exports"
      "-Wl,--push-state,--whole-archive,${archive},--pop-state"
      ${ARGN})
    list(APPEND flags "$<${program}:${flag}>")
  endforeach()
  set(${out} "${flags}" PARENT_SCOPE)
endfunction()

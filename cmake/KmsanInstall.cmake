# SPDX-License-Identifier: BSD-2-Clause
# cmake --install: headers, runtime, lists for the link, CMake package, pkg-config file. The prefix can
# be moved afterwards: everything in it finds the rest relative to itself.
include(CMakePackageConfigHelpers)

set(_package ${CMAKE_INSTALL_LIBDIR}/cmake/kmsan)
set(_pkgconfig ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(FILES ${KMSAN_ARCHIVE} DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/kmsan TYPE INCLUDE)
install(FILES ${KMSAN_LISTS}/wrap ${KMSAN_LISTS}/wrap-shared ${KMSAN_LISTS}/exports
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/kmsan)

configure_package_config_file(cmake/kmsan-config.cmake.in
  ${PROJECT_BINARY_DIR}/kmsan-config.cmake INSTALL_DESTINATION ${_package}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/kmsan-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/kmsan-config.cmake
  ${PROJECT_BINARY_DIR}/kmsan-config-version.cmake cmake/KmsanUse.cmake DESTINATION ${_package})

file(RELATIVE_PATH KMSAN_PC_PREFIX ${CMAKE_INSTALL_PREFIX}/${_pkgconfig} ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" KMSAN_PC_PREFIX "${KMSAN_PC_PREFIX}")
list(JOIN KMSAN_LIBRARIES " " KMSAN_PC_LIBRARIES)
configure_file(cmake/kmsan.pc.in ${PROJECT_BINARY_DIR}/kmsan.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/kmsan.pc DESTINATION ${_pkgconfig})

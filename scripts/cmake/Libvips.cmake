# whittle::vips: the pinned bundle that scripts/setup fetched, or the system's libvips (8.14 or newer).
#
# Only the bundle's vips/ and glib headers are visible: its jpeglib.h, png.h and zlib.h would shadow the system's.
set(bundle ${PROJECT_SOURCE_DIR}/third_party/libvips)
set(use_bundle OFF)
if(WHITTLE_LIBVIPS STREQUAL bundled OR (WHITTLE_LIBVIPS STREQUAL auto AND EXISTS ${bundle}/include/vips/vips.h))
  set(use_bundle ON)
endif()

if(use_bundle)
  file(GLOB bundle_library ${bundle}/lib/libvips-cpp.so.*)
  if(NOT bundle_library)
    message(FATAL_ERROR "WHITTLE_LIBVIPS=bundled, but ${bundle} is not there: run scripts/setup")
  endif()
  add_library(whittle_vips SHARED IMPORTED)
  set_target_properties(whittle_vips PROPERTIES IMPORTED_LOCATION ${bundle_library})
  target_include_directories(whittle_vips SYSTEM INTERFACE ${bundle}/include ${bundle}/include/glib-2.0)
  set(WHITTLE_LIBVIPS_KIND bundled)
else()
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(vips_system REQUIRED IMPORTED_TARGET vips>=8.14)
  add_library(whittle_vips INTERFACE)
  # As SYSTEM: glib's headers do not pass our warnings.
  target_include_directories(whittle_vips SYSTEM INTERFACE ${vips_system_INCLUDE_DIRS})
  target_link_libraries(whittle_vips INTERFACE ${vips_system_LINK_LIBRARIES})
  set(WHITTLE_LIBVIPS_KIND system)
endif()
add_library(whittle::vips ALIAS whittle_vips)
message(STATUS "libvips: ${WHITTLE_LIBVIPS_KIND}")

# build_identity(): which build this is (src/base/build_identity.h), for parent and worker, which must be of one, and for the cache,
# which keeps outputs: an equal identity means that neither what is made of a file nor what is decided about it has changed.
#
# A hash over the settings and sources that decide about that, listed in a file when CMake runs and computed when one of them is newer
# than the last hash. It is written only when it is another one, so that nothing is compiled for a touched file.
#
#   cmake -D ROOT=DIR -D INPUTS=FILE -D OUTPUT=FILE -P Identity.cmake
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${INPUTS} hashed)
  file(STRINGS ${INPUTS} sources REGEX "^source ")
  foreach(source ${sources})
    string(REPLACE "source " "" source ${source})
    file(SHA256 ${ROOT}/${source} digest)
    string(APPEND hashed "${digest}\n")
  endforeach()
  string(SHA256 identity "${hashed}")
  string(SUBSTRING ${identity} 0 16 identity)
  file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[// Made by scripts/cmake/Identity.cmake.
#include "base/build_identity.h"

namespace whittle {

std::string_view build_identity() {
  return "@identity@";
}

}  // namespace whittle
]] @ONLY)
  return()
endif()

set(identity_sources include/*)
foreach(folder base cache codec container engine metric plan run scan sys vips worker)
  list(APPEND identity_sources src/${folder}/*.h src/${folder}/*.cc)
endforeach()
file(GLOB_RECURSE identity_sources RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS ${identity_sources})
list(APPEND identity_sources CMakeLists.txt scripts/cmake/Standards.cmake)  # they have flags, too
list(SORT identity_sources)

string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
list(JOIN identity_sources "\nsource " identity_sources_text)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/identity_inputs.txt CONTENT "compiler ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} for ${CMAKE_SYSTEM_PROCESSOR}
flags ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}} ${WHITTLE_SANITIZE}
libvips ${WHITTLE_LIBVIPS_KIND} ${WHITTLE_LIBVIPS_VERSION}
libdeflate ${deflate_VERSION} hwy ${hwy_VERSION} jpeg ${JPEG_VERSION}
source ${identity_sources_text}
" @ONLY)
set(identity ${PROJECT_BINARY_DIR}/build_identity.cc)
list(TRANSFORM identity_sources PREPEND ${PROJECT_SOURCE_DIR}/)
add_custom_command(OUTPUT ${identity}
  COMMAND ${CMAKE_COMMAND} -D ROOT=${PROJECT_SOURCE_DIR} -D INPUTS=${PROJECT_BINARY_DIR}/identity_inputs.txt -D OUTPUT=${identity}
          -P ${CMAKE_CURRENT_LIST_FILE}
  DEPENDS ${identity_sources} ${PROJECT_BINARY_DIR}/identity_inputs.txt ${CMAKE_CURRENT_LIST_FILE}
  COMMENT "Which build this is" VERBATIM)
target_sources(whittle_lib PRIVATE ${identity})

# Compiler settings of our own targets. Nothing here reaches a consumer of the installed library.
add_library(whittle_standards INTERFACE)
target_compile_options(whittle_standards INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                                                   -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(whittle_standards INTERFACE -Wno-restrict)  # false alarms for std::string + (GCC bug 105329)
endif()
if(WHITTLE_WERROR)
  target_compile_options(whittle_standards INTERFACE -Werror)
endif()
if(WHITTLE_SANITIZE)
  # Whole program: a library and its user must agree.
  add_compile_definitions(WHITTLE_SANITIZED)
  add_compile_options(-fsanitize=${WHITTLE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  # oneTBB's flow graph calls through pointers to bases under construction, and GCC's flow analysis sees phantoms in sanitized code.
  add_compile_options(-fno-sanitize=vptr -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${WHITTLE_SANITIZE})
endif()

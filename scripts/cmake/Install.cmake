# cmake --install: the program, its page and completions, and the library for find_package(whittle).
#
# The bundled libvips goes to lib/whittle, where nothing but whittle looks for it; the program finds it by a relative path, so that
# the installed tree can be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(private_dir ${CMAKE_INSTALL_LIBDIR}/whittle)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/whittle)

if(WHITTLE_LIBVIPS_KIND STREQUAL bundled)
  install(FILES ${WHITTLE_LIBVIPS_BUNDLE} DESTINATION ${private_dir})
  install(FILES ${PROJECT_SOURCE_DIR}/third_party/libvips/versions.json DESTINATION ${private_dir} OPTIONAL)
endif()

if(TARGET whittle)
  file(RELATIVE_PATH from_bin_to_private /${CMAKE_INSTALL_BINDIR} /${private_dir})
  # $ORIGIN needs /proc, so the full path stands behind. The same path in the build tree, where a link leads to the bundle: a path of
  # its own would be padded by CMake with an empty entry, and that means the working directory: anybody's libraries.
  function(find_bundle target from_target)
    set_target_properties(${target} PROPERTIES BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH
                                               "$ORIGIN/${from_target};$ORIGIN/lib/whittle;${CMAKE_INSTALL_FULL_LIBDIR}/whittle")
  endfunction()
  find_bundle(whittle ${from_bin_to_private})
  if(WHITTLE_LIBVIPS_KIND STREQUAL bundled)
    file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/lib/whittle)
    cmake_path(GET WHITTLE_LIBVIPS_BUNDLE FILENAME bundle_name)
    file(CREATE_LINK ${WHITTLE_LIBVIPS_BUNDLE} ${PROJECT_BINARY_DIR}/lib/whittle/${bundle_name} SYMBOLIC)
  endif()
  install(TARGETS whittle)
  # The worker is found from the program, in the build tree and installed.
  set(worker_dir ${CMAKE_INSTALL_LIBEXECDIR}/whittle)
  file(RELATIVE_PATH from_worker_to_private /${worker_dir} /${private_dir})
  find_bundle(whittle_worker ${from_worker_to_private})
  install(TARGETS whittle_worker whittle_repacker DESTINATION ${worker_dir})
  # Said by the program itself, so that they cannot differ from it.
  set(completions ${PROJECT_BINARY_DIR}/completions)
  file(MAKE_DIRECTORY ${completions})
  foreach(shell bash zsh fish)
    install(CODE "execute_process(COMMAND \"$<TARGET_FILE:whittle>\" --completions ${shell}
                                  OUTPUT_FILE \"${completions}/${shell}\" COMMAND_ERROR_IS_FATAL ANY)")
  endforeach()
  install(FILES ${completions}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME whittle)
  install(FILES ${completions}/zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _whittle)
  install(FILES ${completions}/fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME whittle.fish)
endif()
install(FILES ${PROJECT_SOURCE_DIR}/man/whittle.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL)

install(TARGETS whittle_lib EXPORT whittle_targets ARCHIVE)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/whittle DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT whittle_targets NAMESPACE whittle:: FILE whittleTargets.cmake DESTINATION ${package_dir})

# A static library needs its own libraries again wherever it is linked. They are read from the target, so that a dependency is
# declared in one place; of PkgConfig::name the module has to be called name, or name after "lib".
set(WHITTLE_FIND_DEPENDENCIES "")
get_target_property(libraries whittle_lib LINK_LIBRARIES)
foreach(library ${libraries})
  if(library MATCHES "^PkgConfig::(.+)$")
    string(APPEND WHITTLE_FIND_DEPENDENCIES "whittle_find_module(${CMAKE_MATCH_1})\n")
  elseif(library MATCHES "^([^:$]+)::" AND NOT CMAKE_MATCH_1 STREQUAL whittle)
    string(APPEND WHITTLE_FIND_DEPENDENCIES "find_dependency(${CMAKE_MATCH_1})\n")
  endif()
endforeach()
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/whittleConfig.cmake.in ${PROJECT_BINARY_DIR}/whittleConfig.cmake
                              INSTALL_DESTINATION ${package_dir} PATH_VARS private_dir)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/whittleConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/whittleConfig.cmake ${PROJECT_BINARY_DIR}/whittleConfigVersion.cmake DESTINATION ${package_dir})

#pragma once
// Catch2 v2 (Debian 12) and v3 have different headers; tests include this one.
//
// Each test case carries the path of its file as a tag, so that CTest runs a file at a time: [unit/scan/walk_test].
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

#define WHITTLE_TEST_TAG "[" WHITTLE_TEST_FILE "]"
#undef TEST_CASE
/// TEST_CASE(name) or TEST_CASE(name, "[tag]"). Of TEMPLATE_TEST_CASE the tag must be given: WHITTLE_TEST_TAG.
#define TEST_CASE(name, ...) INTERNAL_CATCH_TESTCASE(name, WHITTLE_TEST_TAG __VA_ARGS__)

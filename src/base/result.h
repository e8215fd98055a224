#pragma once
// Result<T>: a value or an Error. GCC 12 in C++20 mode has no std::expected; this is the part of it that whittle needs.

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "whittle/error.h"

namespace whittle {

/// A value or an Error. `value()` and `error()` require that the right one is held.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return *std::get_if<0>(&state_); }
  const T& value() const& { return *std::get_if<0>(&state_); }
  T&& value() && { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }

  const Error& error() const& { return *std::get_if<1>(&state_); }
  Error&& error() && { return std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

inline Error make_error(Category category, Reason reason, std::string message, std::string path = {}) {
  return Error{category, reason, std::move(message), std::move(path), false};
}

}  // namespace whittle

#define WHITTLE_CONCAT_(a, b) a##b
#define WHITTLE_CONCAT(a, b) WHITTLE_CONCAT_(a, b)

/// Leaves the function with the error of `expr` (a Result), if it has one.
#define TRY(expr)                                     \
  do {                                                \
    if (auto try_result = (expr); !try_result.ok()) { \
      return std::move(try_result).error();           \
    }                                                 \
  } while (false)

/// `TRY_ASSIGN(auto x, expr)`: x is the value of `expr`; leaves the function with its error, if it has one.
#define TRY_ASSIGN(declaration, expr) TRY_ASSIGN_(WHITTLE_CONCAT(try_assign_, __LINE__), declaration, expr)
#define TRY_ASSIGN_(name, declaration, expr) \
  auto name = (expr);                        \
  if (!name.ok()) {                          \
    return std::move(name).error();          \
  }                                          \
  declaration = std::move(name).value()

#pragma once
// What a stream is connected to.

namespace whittle::sys {

bool is_terminal(int fd);
/// Whether both are connected to one terminal.
bool is_same_terminal(int a, int b);
/// Columns of the terminal behind `fd`; 0 when it is none or does not say.
int terminal_columns(int fd);

}  // namespace whittle::sys

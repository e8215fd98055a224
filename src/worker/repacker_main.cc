// whittle-repacker: started by whittle beside whittle-worker, for what needs no libvips. Without its thirty libraries a
// fork takes a fraction of the time, which is what most small pictures take.

#include <unistd.h>

#include "engine/engine.h"
#include "sys/process.h"
#include "worker/sandbox.h"
#include "worker/zygote.h"

int main() {
  using namespace whittle;
  const int parent = sys::parent_id();
  (void)worker::die_with_parent(parent);  // whose end also closes the channel
  _exit(worker::run_zygote({engine::run_repack, engine::compare_repack, engine::start_repacks}));
}

// whittle-worker: started by whittle, not by people.

#include <unistd.h>

#include "sys/process.h"
#include "worker/sandbox.h"
#include "worker/zygote.h"

int main() {
  using namespace whittle;
  using namespace whittle::worker;
  const int parent = sys::parent_id();
  if (!die_with_parent(parent)) return 1;  // 1 is a parent like any other: whittle may be all that a container runs
  // Without the destructors of libvips and its libraries: a worker has nothing to tidy up.
  _exit(run_zygote({}));
}

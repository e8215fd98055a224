// whittle-worker: started by whittle, not by people.

#include <unistd.h>

#include "sys/process.h"
#include "worker/sandbox.h"
#include "worker/zygote.h"

int main() {
  using namespace whittle;
  using namespace whittle::worker;
  const int parent = sys::parent_id();
  (void)die_with_parent(parent);  // whose end also closes the channel
  // Without the destructors of libvips and its libraries: a worker has nothing to tidy up.
  _exit(run_zygote({}));
}

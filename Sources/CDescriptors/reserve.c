#include "CDescriptors.h"

#include <fcntl.h>

// Whoever starts the process may have closed descriptors 0 to 2. Their numbers would go to the next
// files that are opened (the runtime opens some before main), and those be read or written as if
// they were the person's. So something stands there that fails like a closed one.
__attribute__((constructor)) static void reserve(void) {
  for (int descriptor = 0; descriptor <= 2; descriptor++) {
    if (fcntl(descriptor, F_GETFD) < 0) {
      (void)open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
    }
  }
}

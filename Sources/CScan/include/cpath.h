// Which instructions are used: the widest that the machine has, unless told otherwise.
#ifndef CPATH_H
#define CPATH_H

typedef enum { CSCAN_SCALAR = 0, CSCAN_VECTOR = 1 } cscan_path;
cscan_path cscan_best_path(void);

#endif

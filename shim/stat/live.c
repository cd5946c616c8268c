#include "live.h"
int live_show(const struct options *options)
{
    (void)options;
    return 0;
}

// SPDX-License-Identifier: MIT
#include "mode.h"

#include "home.h"
#include "settings.h"

enum shim_mode mode_now(void)
{
    const struct table *table = home_table_if_any();
    const uint64_t position = table != NULL ? peek(&table->mode) : SWITCH_NONE;
    if (settings.mode == MODE_OFF || position == SWITCH_NONE || position >= MODE_SWITCHES)
        return settings.mode;
    return (enum shim_mode)(position - SWITCH_ENFORCE);
}

#include "modules/target/target.h"

const struct module module_target = {.name = "target", .measures = target_measures};

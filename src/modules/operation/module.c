#include "modules/operation/operation.h"

const struct module module_operation = {.name = "operation"};

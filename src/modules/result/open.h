#ifndef TRUC_MODULES_RESULT_OPEN_H
#define TRUC_MODULES_RESULT_OPEN_H

/* The finished result at its 128-bit address, /ket-qua/{link}: for whoever holds it. */
#include "modules/result/result.h"
#include "web/chrome.h"

struct open_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct str link;
    struct str code;
    bool ready; /* signed and sealed; `issued` is filled then */
    struct issued issued;
};

struct result result_open_show(struct request *request);
struct result result_open_file(struct request *request);

#endif

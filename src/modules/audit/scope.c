#include "modules/audit/scope.h"

#include "core/organisation.h"
#include "core/permission.h"

struct result audit_everywhere(struct request *request, bool *out)
{
    struct agency_list agencies;
    struct str today = organisation_today(request->arena, request->clock);
    TRY(agency_all(request->db, request->arena, today, &agencies));
    *out = false;
    for (size_t i = 0; i < agencies.count && !*out; i++) {
        struct permission_decision decision;
        if (agencies.items[i].parent_id != 0)
            continue;
        TRY(permission_decide(request->db, request->arena, request->actor,
                              (struct permission_question){.permission = "audit.read",
                                                            .agency_id = agencies.items[i].id},
                              &decision));
        *out = decision.allowed && decision.grant != NULL && decision.grant->subtree;
    }
    return RESULT_OK;
}

struct result audit_may(struct request *request, int64_t agency_id)
{
    bool everywhere;
    if (agency_id != 0)
        return permission_check(request->db, request->arena, request->actor, "audit.read",
                                agency_id);
    TRY(audit_everywhere(request, &everywhere));
    return everywhere ? RESULT_OK
                      : result_fail(ERROR_FORBIDDEN, "permission.denied",
                                    N_("Chỉ tra được dòng của cơ quan mình. Hỏi thanh tra cấp "
                                       "trên"));
}

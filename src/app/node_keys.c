#include "app/node_keys.h"

#include "app/demo_authority.h"
#include "base/os_file.h"
#include "core/certificates.h"
#include "core/demo_marker.h"
#include "core/organisation.h"
#include "core/trust.h"
#include "modules/outbox/outbox.h"
#include "sign/key_setup.h"

/* Leaders first, then one seal for each of their agencies. */
struct plan {
    struct key_setup setup;
    struct certificate_owner *owners; /* beside setup.holders */
};

static bool keys_are_there(const struct config *config)
{
    return os_file_exists(config_path(config, "keys/keys.conf"));
}

static struct key_setup setup_of(const struct config *config)
{
    return (struct key_setup){
        .folder = config_path(config, "keys"),
        .origin = settings_text(config->settings, "log.origin"),
        .now_us = clock_now_us(&config->clock),
    };
}

struct result node_keys_ensure(const struct config *config)
{
    struct key_setup setup = setup_of(config);
    return keys_are_there(config) ? RESULT_OK : key_setup_make(config->arena, &setup);
}

static void add_holder(struct plan *plan, struct key_holder holder, struct certificate_owner owner)
{
    owner.key_id = holder.id;
    plan->owners[plan->setup.holder_count] = owner;
    plan->setup.holders[plan->setup.holder_count++] = holder;
}

static struct key_holder *find_holder(struct plan *plan, struct str id)
{
    for (size_t i = 0; i < plan->setup.holder_count; i++)
        if (str_equal(plan->setup.holders[i].id, id))
            return &plan->setup.holders[i];
    return NULL;
}

/* One post of a leader: a token for the person, a seal for the agency; either may be known. */
static void plan_post(struct arena *arena, struct plan *plan, const struct agency_leader *post)
{
    struct str agency = str_printf(arena, "%lld", (long long)post->agency_id);
    struct str person_key = str_printf(arena, "nguoi-%lld", (long long)post->person_id);
    struct str seal_key = str_printf(arena, "dau-%lld", (long long)post->agency_id);
    struct key_holder *known = find_holder(plan, person_key);
    if (known != NULL)
        known->agencies =
            str_printf(arena, "%.*s,%.*s", STR_ARG(known->agencies), STR_ARG(agency));
    else
        add_holder(plan,
                   (struct key_holder){.id = person_key, .name = post->name, .agencies = agency,
                                       .organisation = post->agency_name,
                                       .pin = S(OUTBOX_DEMO_PIN)},
                   (struct certificate_owner){.kind = "person", .person_id = post->person_id,
                                              .reason = S("Bản chạy thử")});
    if (find_holder(plan, seal_key) == NULL)
        add_holder(plan,
                   (struct key_holder){.agency = true, .id = seal_key, .name = post->agency_name,
                                       .organisation = post->agency_name, .agencies = agency},
                   (struct certificate_owner){.kind = "agency", .agency_id = post->agency_id,
                                              .reason = S("Bản chạy thử")});
}

/* No person's and no agency's: not in the register, and nobody can mistake it for a seal. */
static void plan_reports(struct plan *plan)
{
    add_holder(plan,
               (struct key_holder){.report = true, .id = S("kiem-tra"),
                                   .name = S("Báo cáo kiểm tra chữ ký số"),
                                   .organisation = S("Dịch vụ kiểm tra văn bản")},
               (struct certificate_owner){0});
}

static struct result write_certificates(const struct config *config, struct db *db,
                                        const struct plan *plan)
{
    struct certificate root;
    TRY(certificate_read(config->arena, plan->setup.root, &root));
    int64_t now_us = root.not_before_us; /* the dossiers of a demonstration lie back */
    const struct str issuers[] = {plan->setup.root, plan->setup.authority};
    for (size_t i = 0; i < 2; i++) {
        int64_t id;
        const struct trust_order order = {
            .domain = TRUST_TEST, .der = issuers[i], .actor = S("system"),
            .source = S("Bản chạy thử của nút này"), .reason = S("Cơ quan cấp chạy thử")};
        TRY(trust_add(db, config->arena, now_us, &order, &id));
    }
    for (size_t i = 0; i < plan->setup.holder_count; i++) {
        if (plan->setup.holders[i].report)
            continue;
        TRY(certificates_add(db, config->arena, now_us, plan->owners[i],
                             plan->setup.holders[i].certificate));
    }
    return RESULT_OK;
}

struct result node_keys_make_demo(const struct config *config, struct db *db)
{
    struct arena *arena = config->arena;
    struct plan plan = {.setup = setup_of(config)};
    struct agency_leader *posts;
    size_t count;
    if (keys_are_there(config))
        return RESULT_OK;
    if (!demo_marked(arena, config->data))
        return result_fail(ERROR_FORBIDDEN, "demo.not_marked",
                           N_("Chỉ làm được trong thư mục dữ liệu chạy thử."));
    TRY(certificates_leaders(db, arena, organisation_today(arena, &config->clock), &posts,
                             &count));
    plan.setup.holders = ARENA_ARRAY(arena, struct key_holder, 2 * count + 2);
    plan.owners = ARENA_ARRAY(arena, struct certificate_owner, 2 * count + 2);
    for (size_t i = 0; i < count; i++)
        plan_post(arena, &plan, &posts[i]);
    if (plan.setup.holder_count > 0)
        plan_reports(&plan);
    TRY(demo_authority_place(arena, &plan.setup.authority_url));
    TRY(key_setup_make(arena, &plan.setup));
    TRY(db_write_begin(db));
    return db_finish(db, write_certificates(config, db, &plan));
}

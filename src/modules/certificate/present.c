#include "modules/certificate/present.h"

#include "core/services.h"
#include "core/settings.h"

struct register_days register_days(const struct request *request)
{
    const struct settings *settings = request->services->settings;
    int64_t now_us = request_now_us(request);
    return (struct register_days){
        .soon_us = now_us + settings_int(settings, "certificate.warn_days") * MICROS_PER_DAY,
        .stale_us = now_us - settings_int(settings, "certificate.unknown_days") * MICROS_PER_DAY};
}

struct register_line register_line_of(const struct q_register_rows_out *row)
{
    enum trust_domain domain = TRUST_TEST;
    trust_domain_parse(row->domain, &domain);
    return (struct register_line){.row = *row,
                                  .state = (enum register_state)row->warn_order,
                                  .standing = certificate_standing_parse(row->status),
                                  .domain = trust_domain_name(domain),
                                  .test = domain == TRUST_TEST};
}

const char *register_state_words(enum register_state state, enum certificate_standing standing)
{
    static const char *const words[] = {
        [STATE_ENDING] = N_("sắp hết hạn"),
        [STATE_UNKNOWN] = N_("chưa rõ tình trạng"),
        [STATE_EXPIRED] = N_("đã hết hạn"),
        [STATE_FREE] = N_("chưa có người giữ"),
        [STATE_GOOD] = N_("đang hiệu lực"),
    };
    if (state == STATE_BLOCKED)
        return standing == CERTIFICATE_SUSPENDED ? N_("bị tạm dừng") : N_("bị thu hồi");
    return words[state];
}

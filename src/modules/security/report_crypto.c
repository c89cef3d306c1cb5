/* What protects the wire and the papers: TLS of the web server before us, certificates. */
#include "core/services.h"
#include "core/settings.h"
#include "core/tls_config.h"
#include "modules/security/queries.h"
#include "modules/security/report.h"
#include "sign/certificate.h"

enum { CERTIFICATES_MAX = 1000, SOON_DAYS = 30, STRENGTH_LEAST = 112 };

static void add_origin(struct request *request, struct report *report)
{
    struct str origin = request->site->origin;
    bool secure = str_starts(origin, S("https://"));
    bool here = str_starts(origin, S("http://127.0.0.1")) ||
                str_starts(origin, S("http://localhost"));
    security_report_add(request, report, REPORT_CRYPTO,
               (struct finding){
                   .state = secure ? CHECK_GOOD : here ? CHECK_WARNING : CHECK_BAD,
                   .what = tr_str(request->locale, N_("Địa chỉ công khai")),
                   .value = origin,
                   .advice = secure ? (struct str){0}
                                    : tr_str(request->locale, N_("Chưa qua HTTPS: đặt site.origin "
                                                                 "và nginx có chứng thư"))});
}

static void add_tls_unknown(struct request *request, struct report *report, const char *what)
{
    security_report_add(request, report, REPORT_CRYPTO,
               (struct finding){
                   .state = CHECK_WARNING,
                   .what = tr_str(request->locale, what),
                   .value = tr_str(request->locale, N_("chưa biết")),
                   .advice = str_printf(
                       request->arena, "%s %.*s",
                       tr(request->locale, N_("Không đọc thấy trong tệp")),
                       STR_ARG(settings_text(request->services->settings, "tls.config")))});
}

static void add_tls(struct request *request, struct report *report)
{
    struct tls_findings tls;
    tls_config_read(request->services->tls_config, &tls);
    if (!tls.protocols_known)
        add_tls_unknown(request, report, N_("Giao thức TLS"));
    if (!tls.ciphers_known)
        add_tls_unknown(request, report, N_("Bộ mã TLS"));
    for (size_t i = 0; i < tls.weak_count; i++)
        security_report_add(request, report, REPORT_CRYPTO,
                   (struct finding){.state = CHECK_BAD,
                                    .what = tr_str(request->locale, N_("TLS yếu")),
                                    .value = tls.weak[i],
                                    .advice = tr_str(request->locale,
                                                     N_("Bỏ khỏi cấu hình nginx"))});
    if (tls.protocols_known && tls.ciphers_known && tls.weak_count == 0)
        security_report_add(request, report, REPORT_CRYPTO,
                   (struct finding){.what = tr_str(request->locale,
                                                   N_("Giao thức và bộ mã TLS không yếu"))});
}

static void add_certificate(struct request *request, struct report *report, const char *kind,
                            const struct certificate *certificate)
{
    int64_t left_us = certificate->not_after_us - request_now_us(request);
    bool weak = certificate->strength < STRENGTH_LEAST;
    const char *advice = NULL;
    struct finding finding = {.state = CHECK_GOOD};
    if (left_us < 0)
        advice = N_("Đã hết hạn: xin cấp mới");
    else if (weak)
        advice = N_("Thuật toán yếu: xin cấp mới với SHA-256, RSA 2048 trở lên hoặc P-256");
    finding.state = advice != NULL ? CHECK_BAD : CHECK_GOOD;
    if (advice == NULL && left_us < SOON_DAYS * MICROS_PER_DAY) {
        finding.state = CHECK_WARNING;
        advice = N_("Hết hạn trong 30 ngày: xin cấp mới");
    }
    finding.what = str_printf(request->arena, "%s: %.*s", tr(request->locale, kind),
                              STR_ARG(certificate->name));
    finding.value = str_printf(
        request->arena, "%s %.*s · %.*s", tr(request->locale, N_("đến")),
        STR_ARG(format_date(request->arena, request->locale, certificate->not_after_us)),
        STR_ARG(certificate->algorithm));
    if (advice != NULL)
        finding.advice = tr_str(request->locale, advice);
    security_report_add(request, report, REPORT_CRYPTO, finding);
}

static void add_unreadable(struct request *request, struct report *report, struct str name)
{
    security_report_add(request, report, REPORT_CRYPTO,
               (struct finding){.state = CHECK_BAD,
                                .what = name,
                                .value = tr_str(request->locale, N_("không đọc được")),
                                .advice = tr_str(request->locale, N_("Nạp lại chứng thư"))});
}

static void add_tls_certificate(struct request *request, struct report *report)
{
    struct certificate_list list;
    struct certificate certificate;
    struct str pem = request->services->tls_certificate;
    if (str_empty(pem)) {
        add_tls_unknown(request, report, N_("Chứng thư TLS"));
        return;
    }
    if (!result_ok(certificate_pem_read(request->arena, pem, &list)) ||
        !result_ok(certificate_read(request->arena, list.items[0], &certificate))) {
        add_unreadable(request, report, tr_str(request->locale, N_("Chứng thư TLS")));
        return;
    }
    add_certificate(request, report, N_("Chứng thư TLS"), &certificate);
}

static const char *kind_words(struct str kind)
{
    if (str_is(kind, "person"))
        return N_("Chứng thư cá nhân");
    if (str_is(kind, "agency"))
        return N_("Chứng thư cơ quan");
    return str_is(kind, "root") ? N_("Chứng thư gốc") : N_("Chứng thư nơi cấp");
}

struct result security_report_crypto(struct request *request, struct report *report)
{
    struct q_security_certificates_rows rows;
    struct q_security_certificates_in in = {.most = CERTIFICATES_MAX};
    add_origin(request, report);
    add_tls(request, report);
    add_tls_certificate(request, report);
    TRY(q_security_certificates(request->db, request->arena, in, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct certificate certificate;
        if (result_ok(certificate_read(request->arena, rows.items[i].der, &certificate)))
            add_certificate(request, report, kind_words(rows.items[i].kind), &certificate);
        else
            add_unreadable(request, report, rows.items[i].name);
    }
    if (rows.count == 0)
        security_report_add(request, report, REPORT_CRYPTO,
                   (struct finding){.state = CHECK_WARNING,
                                    .what = tr_str(request->locale,
                                                   N_("Chưa có chứng thư ký số nào"))});
    return RESULT_OK;
}

#include "modules/target/present.h"

#include <string.h>

#include "base/buf.h"

enum {
    PER_CENT = 100,
    ALL = PER_CENT * PER_CENT,
    TARGET_TEXT_ROOM = 85, /* a target further right has its text to the left */
    SPARK_LEFT = 4,
    SPARK_STEP = 16,
    SPARK_BOTTOM = 36,
    SPARK_HEIGHT = 30,
    POINTS_MAX = 256
};

struct str target_percent(struct arena *arena, enum locale locale, int64_t hundredths)
{
    char point = locale == LOCALE_EN ? '.' : ',';
    long long whole = hundredths / PER_CENT;
    long long rest = hundredths % PER_CENT;
    if (rest == 0)
        return str_printf(arena, "%lld%%", whole);
    if (rest % 10 == 0)
        return str_printf(arena, "%lld%c%lld%%", whole, point, rest / 10);
    return str_printf(arena, "%lld%c%02lld%%", whole, point, rest);
}

static const char *tone_of(const struct measure_figure *figure)
{
    if (!figure->has_value || !figure->has_target)
        return "";
    return figure->met ? "is-ok" : "is-bad";
}

/* A message with one "%s". */
static struct str fill(struct arena *arena, const char *message, struct str value)
{
    struct str text = str_from_c(message);
    size_t at = str_find(text, S("%s"));
    return str_printf(arena, "%.*s%.*s%.*s", (int)at, text.ptr, STR_ARG(value),
                      STR_ARG(str_slice(text, at + 2, text.len)));
}

struct bar_view target_bar_of(struct arena *arena, enum locale locale,
                              const struct measure_figure *figure)
{
    struct bar_view bar = {.tone = tone_of(figure), .anchor = "middle",
                           .has_target = figure->has_target};
    if (!figure->has_value)
        return bar;
    long long width = figure->hundredths < ALL ? figure->hundredths : ALL;
    bar.width = str_printf(arena, "%lld.%02lld%%", width / PER_CENT, width % PER_CENT);
    bar.label = target_percent(arena, locale, figure->hundredths);
    if (!figure->has_target)
        return bar;
    bar.target_at = str_printf(arena, "%d%%", figure->target.percent);
    bar.target = fill(arena, tr(locale, N_("mục tiêu %s")), bar.target_at);
    bar.label = str_printf(arena, "%.*s, %.*s", STR_ARG(bar.label), STR_ARG(bar.target));
    if (figure->target.percent > TARGET_TEXT_ROOM)
        bar.anchor = "end";
    return bar;
}

struct spark_view target_spark_of(struct arena *arena, enum locale locale,
                                  const struct measure_figure *figures, size_t count)
{
    struct spark_view spark = {0};
    struct buf points;
    struct buf label;
    size_t drawn = 0;
    buf_init(&points, arena, POINTS_MAX);
    buf_init(&label, arena, POINTS_MAX);
    for (size_t i = 0; i < count; i++) {
        if (!figures[i].has_value)
            continue;
        long long x = SPARK_LEFT + SPARK_STEP * (long long)i;
        long long tenths =
            SPARK_BOTTOM * 10 - figures[i].hundredths * SPARK_HEIGHT * 10 / ALL;
        spark.last_x = str_printf(arena, "%lld", x);
        spark.last_y = str_printf(arena, "%lld.%lld", tenths / 10, tenths % 10);
        buf_printf(&points, "%s%lld,%.*s", drawn > 0 ? " " : "", x, STR_ARG(spark.last_y));
        struct str percent = target_percent(arena, locale, figures[i].hundredths);
        buf_printf(&label, "%s%.*s", drawn > 0 ? "; " : "", STR_ARG(percent));
        drawn++;
    }
    spark.drawn = drawn > 1;
    spark.points = buf_str(&points);
    spark.label = fill(arena, tr(locale, N_("Các tuần qua: %s")), buf_str(&label));
    spark.tone = count > 0 ? tone_of(&figures[count - 1]) : "";
    return spark;
}

enum target_verdict target_verdict_of(const struct measure_figure *figure)
{
    if (!figure->has_value)
        return VERDICT_NO_VALUE;
    if (!figure->has_target)
        return VERDICT_NO_TARGET;
    return figure->met ? VERDICT_MET : VERDICT_MISSED;
}

bool target_of_leaders(const struct measure *measure)
{
    return strncmp(measure->id, "T2", 2) == 0;
}

static struct str leader_why(struct arena *arena, enum locale locale,
                             const struct measure_row *row)
{
    struct str held = tr_str(locale, row->due_us == 0 ? N_("chưa có chứng thư số dùng được")
                                                      : N_("có chứng thư số dùng được"));
    struct str used = row->signed_us == 0
                          ? tr_str(locale, N_("chưa ký lần nào trong 90 ngày"))
                          : fill(arena, tr(locale, N_("ký gần nhất %s")),
                                 format_datetime(arena, locale, row->signed_us));
    return str_printf(arena, "%.*s; %.*s", STR_ARG(held), STR_ARG(used));
}

struct str target_why(struct arena *arena, enum locale locale, const struct measure *measure,
                      const struct measure_row *row)
{
    if (strcmp(measure->id, "T1b") == 0) {
        if (row->signed_us == 0)
            return tr_str(locale, N_("chưa có kết quả ký số hợp lệ"));
        return fill(arena, tr(locale, N_("kết quả ký số hợp lệ lúc %s")),
                    format_datetime(arena, locale, row->signed_us));
    }
    if (target_of_leaders(measure))
        return leader_why(arena, locale, row);
    if (row->happened_us == 0)
        return tr_str(locale, N_("đang giải quyết, đã quá hạn"));
    return tr_str(locale, row->counts ? N_("kết thúc đúng hạn") : N_("kết thúc sau hạn"));
}

struct str target_missing(struct arena *arena, enum locale locale, const struct measure *measure,
                          const struct measure_figure *figure)
{
    if (figure->missing == 0)
        return S("");
    struct str first = fill(arena, tr(locale, N_("Thiếu %s")),
                            format_int(arena, locale, figure->missing));
    struct str rest = fill(arena, tr(locale, N_("để đạt %s.")),
                           str_printf(arena, "%d%%", figure->target.percent));
    return str_printf(arena, "%.*s %s %.*s", STR_ARG(first), measure_words(measure->unit, locale),
                      STR_ARG(rest));
}

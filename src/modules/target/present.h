#ifndef TRUC_MODULES_TARGET_PRESENT_H
#define TRUC_MODULES_TARGET_PRESENT_H

/* Figures as people read them. No database, no clock. */
#include "modules/target/views.h"

enum { SPARK_POINTS = 8 };

/* 6820 → "68,2%" (vi) or "68.2%" (en); two decimals only where they are not zero. */
struct str target_percent(struct arena *arena, enum locale locale, int64_t hundredths);
struct bar_view target_bar_of(struct arena *arena, enum locale locale,
                              const struct measure_figure *figure);
/* From `count` figures, oldest first; those without a value are left out. */
struct spark_view target_spark_of(struct arena *arena, enum locale locale,
                                  const struct measure_figure *figures, size_t count);
enum target_verdict target_verdict_of(const struct measure_figure *figure);
/* Rows of people in office, not of dossiers. */
bool target_of_leaders(const struct measure *measure);
/* Why a row counts or not, in one clause. */
struct str target_why(struct arena *arena, enum locale locale, const struct measure *measure,
                      const struct measure_row *row);
/* "Thiếu 12 hồ sơ để đạt 80%."; empty where nothing is missing. */
struct str target_missing(struct arena *arena, enum locale locale, const struct measure *measure,
                          const struct measure_figure *figure);

#endif

#include "app/demo/demo_plan.h"

#include <stdlib.h>

#include "app/demo/demo_data.h"

enum {
    SPAN_DAYS = 60,
    RECENT_SHARE = 3, /* one of so many dossiers comes in the last two days */
    STEPS_MAX = 12,   /* events of one dossier */
    ROLLS = 100
};

#define MINUTE_US (INT64_C(60) * MICROS_PER_SECOND)

size_t demo_chance_below(struct demo_chance *chance, size_t below)
{
    chance->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = chance->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (size_t)((z ^ (z >> 31)) % below);
}

/* from … to minutes, both inclusive. */
static int64_t minutes(struct demo_chance *chance, size_t from, size_t to)
{
    return (int64_t)(from + demo_chance_below(chance, to - from + 1));
}

struct telling {
    const struct calendar *calendar;
    struct demo_chance chance;
    int64_t now_us;
    struct demo_story story;
    size_t dossier;
    int64_t at_us; /* of the dossier's last event */
};

static void tell(struct telling *t, enum demo_step step)
{
    if (t->at_us >= t->now_us)
        return;
    t->story.events[t->story.count++] =
        (struct demo_event){.at_us = t->at_us, .dossier = t->dossier, .step = step};
}

/* The next thing happens after so much working time, at an odd second. */
static void work(struct telling *t, size_t from, size_t to)
{
    t->at_us = calendar_add_working(t->calendar, calendar_next_working(t->calendar, t->at_us),
                                    minutes(&t->chance, from, to)) +
               minutes(&t->chance, 1, 50) * MICROS_PER_SECOND;
}

/* When somebody sends: at any hour of waking, mostly by day, seldom at a weekend. */
static int64_t submit_time(struct telling *t, bool recent)
{
    int64_t today = civil_day_of_us(t->now_us);
    int64_t day = today - (int64_t)demo_chance_below(&t->chance, recent ? 2 : SPAN_DAYS);
    while (!recent && !calendar_is_working_day(t->calendar, day) &&
           demo_chance_below(&t->chance, 10) > 1)
        day--;
    size_t hour = 7 + (demo_chance_below(&t->chance, 5) == 0 ? 8 + demo_chance_below(&t->chance, 6)
                                                             : demo_chance_below(&t->chance, 9));
    struct civil_time at = civil_from_day_number(day);
    at.hour = (int)hour;
    at.minute = (int)demo_chance_below(&t->chance, 60);
    at.second = (int)demo_chance_below(&t->chance, 60);
    int64_t sent_us = civil_to_us(at);
    return sent_us < t->now_us ? sent_us : t->now_us - minutes(&t->chance, 5, 170) * MINUTE_US;
}

static size_t pick_agency(struct demo_chance *chance)
{
    int whole = 0;
    for (size_t i = 0; i < DEMO_AGENCIES; i++)
        whole += demo_agencies[i].weight;
    int roll = (int)demo_chance_below(chance, (size_t)whole);
    size_t agency = 0;
    while (roll >= demo_agencies[agency].weight)
        roll -= demo_agencies[agency++].weight;
    return agency;
}

/* Who signs late, and how late; false where the paper still lies on the desk. */
static bool tell_signing(struct telling *t, size_t roll, bool recent)
{
    bool fresh = t->now_us - t->at_us < 6 * MICROS_PER_DAY;
    if (fresh && roll >= 18 && roll < 21)
        return false;
    if (roll >= 14 && roll < 18)
        work(t, 540, 1300);
    else
        work(t, 5, recent ? 200 : 60);
    tell(t, DEMO_SIGN);
    return true;
}

/* From acceptance on. `roll` decides what goes wrong. */
static void tell_processing(struct telling *t, size_t roll, bool recent)
{
    work(t, recent ? 30 : 8, recent ? 260 : 70);
    tell(t, DEMO_ACCEPT);
    work(t, 10, recent ? 200 : 90);
    tell(t, DEMO_PREPARE);
    if (roll >= 25 && roll < 28) {
        work(t, 10, 60);
        tell(t, DEMO_SEND_BACK);
        work(t, 10, 60);
        tell(t, DEMO_PREPARE);
    }
    if (!tell_signing(t, roll, recent))
        return;
    if (t->now_us - t->at_us < 10 * MICROS_PER_DAY && roll >= 21 && roll < 25)
        return; /* the citizen has not come yet */
    work(t, 5, demo_chance_below(&t->chance, 3) == 0 ? 900 : 120);
    tell(t, DEMO_HAND_OVER);
}

static void tell_dossier(struct telling *t)
{
    bool recent = t->dossier % RECENT_SHARE == 0;
    t->story.agency_of[t->dossier] = pick_agency(&t->chance);
    t->at_us = submit_time(t, recent);
    tell(t, DEMO_SUBMIT);
    size_t roll = demo_chance_below(&t->chance, ROLLS);
    if (roll < 3) {
        t->at_us += minutes(&t->chance, 6, 40) * MINUTE_US;
        tell(t, DEMO_WITHDRAW);
        return;
    }
    if (roll < 6) {
        work(t, 20, 200);
        tell(t, DEMO_REFUSE);
        return;
    }
    if (roll < 14) {
        work(t, 20, 120);
        tell(t, DEMO_ASK);
        if (roll >= 12 && t->now_us - t->at_us < 20 * MICROS_PER_DAY)
            return; /* waits for the citizen */
        t->at_us += minutes(&t->chance, 60, 2 * 24 * 60) * MINUTE_US;
        tell(t, DEMO_COMPLETE);
    }
    tell_processing(t, roll, recent);
}

static int by_time(const void *a, const void *b)
{
    const struct demo_event *x = a;
    const struct demo_event *y = b;
    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    if (x->dossier != y->dossier)
        return x->dossier < y->dossier ? -1 : 1;
    return (int)x->step - (int)y->step;
}

struct demo_story demo_story_make(struct arena *arena, const struct calendar *calendar,
                                  int64_t now_us, size_t dossiers)
{
    struct telling telling = {
        .calendar = calendar,
        .chance = {.state = 20261123},
        .now_us = now_us,
        .story = {.events = ARENA_ARRAY(arena, struct demo_event, dossiers * STEPS_MAX),
                  .agency_of = ARENA_ARRAY(arena, size_t, dossiers),
                  .dossiers = dossiers},
    };
    for (telling.dossier = 0; telling.dossier < dossiers; telling.dossier++)
        tell_dossier(&telling);
    qsort(telling.story.events, telling.story.count, sizeof(struct demo_event), by_time);
    return telling.story;
}

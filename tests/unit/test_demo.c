#include "cmocka_all.h"

#include "app/demo/demo_data.h"
#include "app/demo/demo_fill.h"
#include "app/demo/demo_plan.h"
#include "core/identifiers.h"

enum { DOSSIERS = 300 };

static struct demo_story story_at(struct arena *arena, int day, int hour)
{
    struct calendar calendar = calendar_default();
    int64_t now_us = civil_to_us((struct civil_time){2026, 11, day, hour, 0, 0});
    return demo_story_make(arena, &calendar, now_us, DOSSIERS);
}

static int set_up(void **state)
{
    *state = arena_new((size_t)64 << 20);
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static void the_same_day_tells_the_same_story(void **state)
{
    struct demo_story a = story_at(*state, 23, 12);
    struct demo_story b = story_at(*state, 23, 12);
    assert_int_equal(a.count, b.count);
    assert_memory_equal(a.events, b.events, a.count * sizeof(struct demo_event));
    assert_memory_equal(a.agency_of, b.agency_of, a.dossiers * sizeof(size_t));
}

/* Whatever day and hour the demo is made: within 60 days, in order, nothing of the future. */
static void events_are_in_order_and_past(void **state)
{
    for (int day = 16; day <= 23; day++) {
        struct demo_story story = story_at(*state, day, (day * 5) % 24);
        int64_t now_us =
            civil_to_us((struct civil_time){2026, 11, day, (day * 5) % 24, 0, 0});
        assert_true(story.count > 3 * DOSSIERS);
        for (size_t i = 0; i < story.count; i++) {
            assert_true(story.events[i].at_us < now_us);
            assert_true(story.events[i].at_us > now_us - 70 * MICROS_PER_DAY);
            assert_true(i == 0 || story.events[i - 1].at_us <= story.events[i].at_us);
        }
    }
}

/* What may follow what; a dossier begins by being sent. */
static bool may_follow(enum demo_step before, enum demo_step step)
{
    static const unsigned FOLLOWERS[DEMO_STEPS] = {
        [DEMO_SUBMIT] = 1u << DEMO_WITHDRAW | 1u << DEMO_REFUSE | 1u << DEMO_ASK |
                        1u << DEMO_ACCEPT,
        [DEMO_ASK] = 1u << DEMO_COMPLETE,
        [DEMO_COMPLETE] = 1u << DEMO_ACCEPT,
        [DEMO_ACCEPT] = 1u << DEMO_PREPARE,
        [DEMO_PREPARE] = 1u << DEMO_SIGN | 1u << DEMO_SEND_BACK,
        [DEMO_SEND_BACK] = 1u << DEMO_PREPARE,
        [DEMO_SIGN] = 1u << DEMO_HAND_OVER,
    };
    return (FOLLOWERS[before] & (1u << step)) != 0;
}

static void every_dossier_goes_a_way_that_the_process_knows(void **state)
{
    struct demo_story story = story_at(*state, 23, 12);
    enum demo_step *last = arena_array(*state, DOSSIERS, sizeof(*last));
    bool *begun = arena_array(*state, DOSSIERS, sizeof(*begun));
    size_t seen[DEMO_STEPS] = {0};
    for (size_t i = 0; i < story.count; i++) {
        const struct demo_event *event = &story.events[i];
        if (begun[event->dossier])
            assert_true(may_follow(last[event->dossier], event->step));
        else
            assert_int_equal(event->step, DEMO_SUBMIT);
        begun[event->dossier] = true;
        last[event->dossier] = event->step;
        seen[event->step]++;
    }
    assert_int_equal(seen[DEMO_SUBMIT], DOSSIERS);
    for (size_t step = 0; step < DEMO_STEPS; step++)
        assert_true(seen[step] > 0);
    assert_true(seen[DEMO_HAND_OVER] < seen[DEMO_SIGN]);
    assert_true(seen[DEMO_SIGN] < seen[DEMO_PREPARE]);
}

static void only_communes_receive(void **state)
{
    struct demo_story story = story_at(*state, 23, 12);
    size_t received[DEMO_AGENCIES] = {0};
    for (size_t i = 0; i < story.dossiers; i++)
        received[story.agency_of[i]]++;
    for (size_t i = 0; i < DEMO_AGENCIES; i++)
        assert_int_equal(received[i] > 0, demo_agencies[i].weight > 0);
}

static void citizens_have_numbers_that_pass(void **state)
{
    struct demo_chance chance = {.state = 1};
    for (int i = 0; i < 500; i++) {
        struct person_identifier person;
        struct str e164;
        struct demo_citizen citizen = demo_citizen_make(*state, &chance);
        struct result read = person_identifier_parse(
            citizen.identifier, citizen.female ? SEX_FEMALE : SEX_MALE, citizen.birth_year,
            &person);
        assert_true(result_ok(read));
        assert_int_equal(person.warnings, 0);
        assert_true(result_ok(phone_mobile_parse(*state, citizen.phone, &e164)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_day_tells_the_same_story),
        cmocka_unit_test(events_are_in_order_and_past),
        cmocka_unit_test(every_dossier_goes_a_way_that_the_process_knows),
        cmocka_unit_test(only_communes_receive),
        cmocka_unit_test(citizens_have_numbers_that_pass),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

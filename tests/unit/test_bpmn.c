#include "cmocka_all.h"

#include "core/bpmn.h"
#include "tests/process.h"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(1 << 24);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* JSON written with ' for ", to be readable here. */
static const struct json *json(const char *text)
{
    char *copy = str_c(arena, str_from_c(text));
    for (char *c = copy; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    const struct json *out = NULL;
    if (!result_ok(json_parse(arena, str_from_c(copy), &out)))
        fail_msg("not JSON: %s", copy);
    return out;
}

#define START "{'kind':'startEvent','id':'s'},"
#define TASK "{'kind':'userTask','id':'t','role':'mot_cua'},"
#define END "{'kind':'endEvent','id':'e'}"
#define FLOW(id, from, to) "{'id':'" id "','from':'" from "','to':'" to "'}"
#define IF(id, from, to, condition)                                                                \
    "{'id':'" id "','from':'" from "','to':'" to "','condition':'" condition "'}"

static const struct bpmn *parse(const char *nodes, const char *flows, struct result *result,
                                struct str *problem)
{
    const struct bpmn *bpmn = NULL;
    struct str text = str_printf(arena, "{'process':{'id':'p'},'nodes':[%s],'flows':[%s]}", nodes,
                                 flows);
    *problem = S("");
    *result = bpmn_parse(arena, json(text.ptr), &bpmn, problem);
    return bpmn;
}

static void refuse(const char *nodes, const char *flows, enum error_kind kind, const char *named)
{
    struct result result;
    struct str problem;
    parse(nodes, flows, &result, &problem);
    if (result.kind != kind || str_find(problem, str_from_c(named)) == problem.len)
        fail_msg("%s | %s: %d, %.*s", nodes, flows, (int)result.kind, STR_ARG(problem));
}

static void a_process_is_read(void **state)
{
    (void)state;
    struct result result;
    struct str problem;
    const struct bpmn *bpmn =
        parse(START TASK "{'kind':'exclusiveGateway','id':'g','default':'f4'},"
                         "{'kind':'serviceTask','id':'a','action':'x.y'}," END,
              FLOW("f1", "s", "t") "," FLOW("f2", "t", "g") "," IF("f3", "g", "a", "=n > 1") ","
              FLOW("f4", "g", "t") "," FLOW("f5", "a", "e"),
              &result, &problem);
    assert_true(result_ok(result));
    assert_int_equal(bpmn->node_count, 5);
    assert_true(str_is(bpmn->start->id, "s"));
    const struct bpmn_node *gateway = bpmn_find(bpmn, S("g"));
    assert_true(str_is(bpmn_choose(gateway, json("{'n':2}"))->to->id, "a"));
    assert_true(str_is(bpmn_choose(gateway, json("{'n':1}"))->to->id, "t"));
    assert_true(str_is(bpmn_choose(gateway, NULL)->to->id, "t"));
    assert_null(bpmn_find(bpmn, S("nope")));
}

static void the_shipped_process_is_good(void **state)
{
    (void)state;
    const struct json *tree = NULL;
    const struct bpmn *bpmn = NULL;
    struct str problem = S("");
    assert_true(result_ok(json_parse(arena, str_from_c(process_json), &tree)));
    struct result result = bpmn_parse(arena, tree, &bpmn, &problem);
    if (!result_ok(result))
        fail_msg("%.*s", STR_ARG(problem));
    const struct bpmn_node *decide = bpmn_find(bpmn, S("quyet_dinh"));
    assert_non_null(decide);
    assert_null(bpmn_choose(decide, json("{'decision':'?'}")));
    assert_true(str_is(bpmn_choose(decide, json("{'decision':'accept'}"))->to->id,
                       "ghi_nhan"));
}

static void what_we_do_not_do_is_named(void **state)
{
    (void)state;
    refuse(START "{'kind':'scriptTask','id':'x'}," END, "", ERROR_UNSUPPORTED, "scriptTask");
    refuse(START "{'kind':'timerEventDefinition','id':'x'}," END, "", ERROR_UNSUPPORTED,
           "timerEventDefinition");
    refuse(START "{'kind':'parallelGateway','id':'x'}," END, "", ERROR_UNSUPPORTED,
           "parallelGateway");
    refuse(START "{'kind':'exclusiveGateway','id':'g'}," END,
           FLOW("f", "s", "g") "," IF("f2", "g", "e", "=sum(1)"), ERROR_UNSUPPORTED, "sum");
}

static void what_cannot_be_walked_is_refused(void **state)
{
    (void)state;
    refuse(TASK END, FLOW("f", "t", "e"), ERROR_INVALID, "no start");
    refuse(START START END, FLOW("f", "s", "e"), ERROR_INVALID, "twice");
    refuse(START "{'kind':'startEvent','id':'s2'}," END,
           FLOW("f", "s", "e") "," FLOW("f2", "s2", "e"), ERROR_INVALID, "second start");
    refuse(START END, "", ERROR_INVALID, "one way out");
    refuse(START TASK END, FLOW("f", "s", "e") "," FLOW("f2", "t", "e"), ERROR_INVALID,
           "nothing leads here");
    refuse(START TASK END, FLOW("f", "s", "t") "," FLOW("f2", "t", "t"), ERROR_INVALID,
           "no way from here to an end");
    refuse(START END, FLOW("f", "s", "nope"), ERROR_INVALID, "source or target");
    refuse(START "{'kind':'userTask','id':'t','role':'A, B'}," END,
           FLOW("f", "s", "t") "," FLOW("f2", "t", "e"), ERROR_INVALID, "candidate group");
    refuse(START "{'kind':'serviceTask','id':'t'}," END,
           FLOW("f", "s", "t") "," FLOW("f2", "t", "e"), ERROR_INVALID, "task type");
    refuse(START END, IF("f", "s", "e", "=true"), ERROR_INVALID, "behind a gateway");
    refuse(START "{'kind':'exclusiveGateway','id':'g'}," TASK END,
           FLOW("f", "s", "g") "," FLOW("f1", "g", "e") "," FLOW("f2", "g", "t") ","
           FLOW("f3", "t", "e"),
           ERROR_INVALID, "every way out");
    refuse(START "{'kind':'exclusiveGateway','id':'g','default':'f'}," END,
           FLOW("f", "s", "g") "," FLOW("f1", "g", "e"), ERROR_INVALID, "default");
    refuse(START "{'kind':'serviceTask','id':'a','action':'x'},"
                 "{'kind':'exclusiveGateway','id':'g','default':'f3'}," END,
           FLOW("f1", "s", "a") "," FLOW("f2", "a", "g") "," FLOW("f3", "g", "a") ","
           IF("f4", "g", "e", "=x"),
           ERROR_INVALID, "loop without");
    refuse("", "", ERROR_INVALID, "no start");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_is_read),
        cmocka_unit_test(the_shipped_process_is_good),
        cmocka_unit_test(what_we_do_not_do_is_named),
        cmocka_unit_test(what_cannot_be_walked_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

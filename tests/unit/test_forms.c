#include "cmocka_all.h"

#include <string.h>

#include "core/form_pattern.h"
#include "core/forms.h"

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
    struct result r = json_parse(arena, str_from_c(copy), &out);
    if (!result_ok(r))
        fail_msg("not JSON: %s", copy);
    return out;
}

static const char form_text[] =
    "{'type':'default','id':'f','schemaVersion':16,'components':["
    "{'type':'group','id':'nguoi','label':'Người yêu cầu','properties':{'label_en':'Requester'},"
    " 'components':["
    " {'type':'textfield','key':'ten','label':'Họ, chữ đệm và tên','validate':{'required':true,"
    "  'maxLength':20},'properties':{'check':'name','error':'Nhập đủ họ, chữ đệm và tên'}},"
    " {'type':'textfield','key':'so','label':'Số định danh','validate':{'required':true},"
    "  'properties':{'check':'person'}},"
    " {'type':'textfield','key':'phone','label':'Điện thoại','properties':{'check':'phone'}},"
    " {'type':'datetime','subtype':'date','key':'sinh','dateLabel':'Ngày sinh'}]},"
    "{'type':'radio','id':'loai','key':'loai','label':'Loại','validate':{'required':true},"
    " 'values':[{'label':'Khai sinh','value':'ks'},{'label':'Khác','value':'khac'}],"
    " 'properties':{'option.ks':'Birth'}},"
    "{'type':'textarea','id':'ghi-chu','key':'ghi_chu','label':'Nói rõ',"
    " 'validate':{'required':true,'minLength':3},'conditional':{'hide':'=loai != \\\"khac\\\"'}},"
    "{'type':'group','id':'ban','label':'Bản sao','components':["
    " {'type':'text','id':'t','text':'Mỗi bản 8.000 đ'},"
    " {'type':'number','key':'so_ban','label':'Số bản','validate':{'required':true,'min':1,"
    "  'max':10}},"
    " {'type':'checkbox','key':'mien','label':'Miễn phí','conditional':{'hide':'=so_ban > 5'}},"
    " {'type':'textfield','key':'ma','label':'Mã','validate':{'pattern':'\\\\d{2}-[a-z]+'}},"
    " {'type':'filepicker','key':'giay','label':'Giấy tờ','validate':{'required':true},"
    "  'conditional':{'hide':'=not(mien)'}}]}]}";

static const struct eform *the_form(void)
{
    const struct eform *form = NULL;
    struct str problem = S("");
    struct result r = form_parse(arena, json(form_text), &form, &problem);
    if (!result_ok(r))
        fail_msg("%s: %.*s", r.code, STR_ARG(problem));
    return form;
}

static struct str missing_key; /* the one file field that has none */

static bool has_file(void *context, struct str key)
{
    (void)context;
    return !str_equal(key, missing_key);
}

/* The keys in error, joined by spaces. */
static struct str faults(const char *page, const char *answers)
{
    const struct eform *form = the_form();
    struct form_input input = {.answers = json(answers), .has_file = has_file};
    struct eform_errors errors = form_validate(
        arena, form, page == NULL ? NULL : form_page_find(form, str_from_c(page)), &input);
    struct str keys = S("");
    for (size_t i = 0; i < errors.count; i++)
        keys = str_printf(arena, "%.*s%s%.*s", STR_ARG(keys), i == 0 ? "" : " ",
                          STR_ARG(errors.items[i].component->key));
    return keys;
}

static void assert_faults(const char *page, const char *answers, const char *keys)
{
    struct str got = faults(page, answers);
    if (!str_is(got, keys))
        fail_msg("%s: faults \"%.*s\", not \"%s\"", answers, STR_ARG(got), keys);
}

static void a_form_becomes_pages(void **state)
{
    (void)state;
    const struct eform *form = the_form();
    assert_int_equal(form->page_count, 4);
    assert_true(str_is(form->pages[0].key, "nguoi"));
    assert_true(str_is(form->pages[0].title.en, "Requester"));
    assert_true(str_is(form->pages[1].title.vi, "Loại"));
    assert_int_equal(form->pages[3].component_count, 5);
    assert_int_equal(form_find(form, S("so_ban"))->kind, FORM_NUMBER);
    assert_null(form_find(form, S("")));
    assert_null(form_page_find(form, S("x")));
}

static void answers_are_checked(void **state)
{
    (void)state;
    missing_key = S("");
    assert_faults("nguoi", "{}", "ten so");
    assert_faults("nguoi", "{'ten':'  ','so':'0750900000'}", "ten so");
    assert_faults("nguoi", "{'ten':'K’Brêm','so':'075 090 000 000','phone':'0912345678',"
                           "'sinh':'2026-09-08'}",
                  "");
    assert_faults("nguoi", "{'ten':'An <b>','so':'271234567','phone':'123','sinh':'2026-02-30'}",
                  "ten phone sinh");
    assert_faults("nguoi", "{'ten':'Nguyễn Hoàng Phúc An Nhiên','so':'271234567'}", "ten");
    assert_faults("loai", "{'loai':'nope'}", "loai");
    assert_faults("ban", "{'so_ban':'0'}", "so_ban");
    assert_faults("ban", "{'so_ban':'1,5','ma':'12-ab'}", "so_ban");
    assert_faults("ban", "{'so_ban':'10','ma':'x12-ab'}", "ma");
    assert_faults(NULL, "{'so_ban':'3'}", "ten so loai");
}

static void conditions_hide_questions(void **state)
{
    (void)state;
    missing_key = S("giay");
    assert_faults("ghi-chu", "{'loai':'khac'}", "ghi_chu");
    assert_faults("ghi-chu", "{'loai':'khac','ghi_chu':'ab'}", "ghi_chu");
    assert_faults("ghi-chu", "{'loai':'ks'}", "");
    assert_faults("ban", "{'so_ban':'2'}", "");
    assert_faults("ban", "{'so_ban':'2','mien':'on'}", "giay");
    const struct eform *form = the_form();
    assert_true(form_page_hidden(form_page_find(form, S("ghi-chu")), json("{'loai':'ks'}")));
    assert_false(form_page_hidden(form_page_find(form, S("ghi-chu")), json("{'loai':'khac'}")));
    const struct form_component *mien = form_find(form, S("mien"));
    assert_true(form_component_hidden(mien, json("{'so_ban':'6'}")));
    assert_false(form_component_hidden(mien, json("{'so_ban':'5'}")));
    assert_false(form_component_hidden(mien, NULL));
}

static void messages_say_what_to_do(void **state)
{
    (void)state;
    const struct eform *form = the_form();
    struct form_input input = {
        .answers = json("{'so':'07509000000','so_ban':'99','loai':'khac','ghi_chu':'x'}")};
    struct eform_errors errors = form_validate(arena, form, NULL, &input);
    assert_int_equal(errors.count, 4);
    assert_true(str_is(errors.items[0].message_vi, "Nhập đủ họ, chữ đệm và tên"));
    assert_true(str_is(errors.items[1].message_vi, "Số định danh có 12 chữ số, bạn đã nhập 11"));
    assert_true(str_is(errors.items[2].message_vi, "Nói rõ: viết ít nhất 3 chữ, bạn đã viết 1"));
    assert_true(str_is(errors.items[3].message_vi, "Số bản: nhập số từ 1 đến 10"));
}

static void cleaning_keeps_what_was_asked(void **state)
{
    (void)state;
    struct str got = form_clean(
        arena, the_form(),
        json("{'ten':' Lê  Thị\\tMỹ ','so':'075 090 000 000','phone':'0912 345 678','loai':'ks',"
             "'ghi_chu':'hidden','so_ban':'2','extra':'x'}"));
    assert_true(str_is(got, "{\"ten\":\"Lê Thị Mỹ\",\"so\":\"075090000000\","
                            "\"phone\":\"+84912345678\",\"loai\":\"ks\",\"so_ban\":\"2\"}"));
}

static void answers_read_back(void **state)
{
    (void)state;
    const struct eform *form = the_form();
    const struct json *answers =
        json("{'loai':'ks','sinh':'2026-09-08','phone':'+84912345678','mien':'on'}");
    assert_true(str_is(form_answer_text(arena, form_find(form, S("loai")), answers).en, "Birth"));
    assert_true(
        str_is(form_answer_text(arena, form_find(form, S("sinh")), answers).vi, "08/09/2026"));
    assert_true(
        str_is(form_answer_text(arena, form_find(form, S("phone")), answers).vi, "0912 345 678"));
    assert_true(str_is(form_answer_text(arena, form_find(form, S("mien")), answers).vi, "Có"));
}

static void refuse(const char *component, enum error_kind kind, const char *named)
{
    struct str text = str_printf(arena, "{'components':[%s]}", component);
    const struct eform *form;
    struct str problem = S("");
    struct result r = form_parse(arena, json(str_c(arena, text)), &form, &problem);
    if (r.kind != kind || str_find(problem, str_from_c(named)) == problem.len)
        fail_msg("%s: %d %.*s", component, (int)r.kind, STR_ARG(problem));
}

static void what_we_do_not_do_is_named(void **state)
{
    (void)state;
    refuse("{'type':'table','id':'a','key':'a','label':'A'}", ERROR_UNSUPPORTED, "table");
    refuse("{'type':'group','id':'a','label':'A','components':[{'type':'iframe','id':'i'}]}",
           ERROR_UNSUPPORTED, "iframe");
    refuse("{'type':'group','id':'a','label':'A','components':[{'type':'group','id':'i'}]}",
           ERROR_UNSUPPORTED, "group");
    refuse("{'type':'textfield','id':'a','key':'a','label':'A','defaultValue':'x'}",
           ERROR_UNSUPPORTED, "defaultValue");
    refuse("{'type':'textfield','id':'a','key':'a','label':'A','validate':{'email':true}}",
           ERROR_UNSUPPORTED, "email");
    refuse("{'type':'datetime','subtype':'time','id':'a','key':'a','dateLabel':'A'}",
           ERROR_UNSUPPORTED, "subtype");
    refuse("{'type':'select','id':'a','key':'a','label':'A','valuesExpression':'=x'}",
           ERROR_UNSUPPORTED, "valuesExpression");
    refuse("{'type':'select','id':'a','key':'a','label':'A'}", ERROR_INVALID, "values");
    refuse("{'type':'textfield','id':'a','key':'Bad Key','label':'A'}", ERROR_INVALID, "key");
    refuse("{'type':'textfield','id':'a','key':'a','label':''}", ERROR_INVALID, "label");
    refuse("{'type':'textfield','id':'kiem-tra','key':'a','label':'A'}", ERROR_INVALID, "id");
    refuse("{'type':'textfield','id':'a','key':'a','label':'A'},"
           "{'type':'textfield','id':'b','key':'a','label':'A'}",
           ERROR_INVALID, "twice");
    refuse("{'type':'textfield','id':'a','key':'a','label':'A',"
           "'conditional':{'hide':'=sum(1)'}}",
           ERROR_UNSUPPORTED, "sum");
    refuse("{'type':'textfield','id':'a','key':'a','label':'A','properties':{'check':'email'}}",
           ERROR_UNSUPPORTED, "email");
    refuse("", ERROR_INVALID, "components");
}

static void patterns_are_translated(void **state)
{
    (void)state;
    struct str p;
    assert_true(form_pattern_translate(arena, S("^\\d{4}/(?:HT|KS)\\.[\\w]+$"), &p));
    assert_true(form_pattern_matches(arena, p, S("2026/HT.a_1")));
    assert_false(form_pattern_matches(arena, p, S("2026/XX.a_1")));
    assert_true(form_pattern_translate(arena, S("a|b"), &p));
    assert_true(form_pattern_matches(arena, p, S("b")));
    assert_false(form_pattern_matches(arena, p, S("ab")));
    static const char *const refused[] = {"(?=a)", "(a)\\1", "a+?",  "\\bx", "[",
                                          "a{100}", "(a{9}){9}", "a{,}", "[[:alpha:]]", "\\"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (form_pattern_translate(arena, str_from_c(refused[i]), &p))
            fail_msg("taken: %s", refused[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_becomes_pages),      cmocka_unit_test(answers_are_checked),
        cmocka_unit_test(conditions_hide_questions), cmocka_unit_test(messages_say_what_to_do),
        cmocka_unit_test(cleaning_keeps_what_was_asked), cmocka_unit_test(answers_read_back),
        cmocka_unit_test(what_we_do_not_do_is_named), cmocka_unit_test(patterns_are_translated),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

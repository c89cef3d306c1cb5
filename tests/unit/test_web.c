#include "cmocka_all.h"

#include <string.h>

#include "web/cookie.h"
#include "web/csrf.h"
#include "web/form.h"
#include "web/multipart.h"
#include "web/rate.h"
#include "web/router.h"
#include "web/url.h"

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

static struct result nothing(struct request *request)
{
    (void)request;
    return RESULT_OK;
}

static const struct route routes[] = {
    {.method = "GET", .pattern = "/", .handle = nothing},
    {.method = "GET", .pattern = "/ho-so/{code}", .handle = nothing},
    {.method = "GET", .pattern = "/ho-so/moi", .handle = nothing},
    {.method = "POST", .pattern = "/ho-so/{code}", .handle = nothing},
    {.method = "GET", .pattern = "/log/{path...}", .handle = nothing},
    {0},
};

static enum router_outcome find(const char *method, const char *path, const char **pattern,
                                struct params *params)
{
    const struct route *const tables[] = {routes};
    struct router_match match;
    enum router_outcome outcome = router_find(router_new(arena, tables, 1), arena,
                                              str_from_c(method), str_from_c(path), &match);
    *pattern = match.route == NULL ? "" : match.route->pattern;
    *params = match.params;
    return outcome;
}

static void literals_win_over_parameters(void **state)
{
    (void)state;
    struct params params;
    const char *pattern;
    assert_int_equal(find("GET", "/ho-so/moi", &pattern, &params), ROUTER_FOUND);
    assert_string_equal(pattern, "/ho-so/moi");
    assert_int_equal(find("GET", "/ho-so/H19.62-1", &pattern, &params), ROUTER_FOUND);
    assert_string_equal(pattern, "/ho-so/{code}");
    assert_true(str_is(params.values[0], "H19.62-1"));
    assert_int_equal(find("HEAD", "/", &pattern, &params), ROUTER_FOUND);
    assert_int_equal(find("GET", "/log/tile/0/001", &pattern, &params), ROUTER_FOUND);
    assert_true(str_is(params.values[0], "tile/0/001"));
}

static void a_known_path_with_another_method_says_so(void **state)
{
    (void)state;
    struct params params;
    const char *pattern;
    assert_int_equal(find("POST", "/ho-so/moi", &pattern, &params), ROUTER_FOUND);
    assert_int_equal(find("POST", "/", &pattern, &params), ROUTER_NO_METHOD);
    assert_int_equal(find("DELETE", "/ho-so/1", &pattern, &params), ROUTER_NO_METHOD);
    assert_int_equal(find("GET", "/khong", &pattern, &params), ROUTER_NO_PATH);
}

static void tricks_with_paths_find_nothing(void **state)
{
    (void)state;
    static const char *const tricks[] = {
        "", "ho-so/1", "//ho-so/1", "/ho-so//1", "/ho-so/../ho-so/1", "/ho-so/.", "/ho-so/..",
        "/ho-so/%2e%2e%2f1", "/ho-so/a%2fb", "/ho-so/a%00b", "/ho-so/%", "/ho-so/%zz",
        "/ho-so/%ff", "/ho-so/%c0%ae", "/ho-so/a\\b", "/ho-so/a%0", "/ho-so/", "/ho-so/1/",
        "/ho-so/\x01", "/log/../x",
    };
    struct params params;
    const char *pattern;
    for (size_t i = 0; i < sizeof tricks / sizeof tricks[0]; i++) {
        if (find("GET", tricks[i], &pattern, &params) != ROUTER_NO_PATH)
            fail_msg("found: %s", tricks[i]);
    }
}

static void decoding_is_strict(void **state)
{
    (void)state;
    struct str out;
    assert_true(result_ok(url_decode(arena, S("a+b%20c%C4%91"), true, &out)));
    assert_true(str_is(out, "a b cđ"));
    assert_true(result_ok(url_decode(arena, S("a+b"), false, &out)));
    assert_true(str_is(out, "a+b"));
    assert_true(result_ok(url_decode(arena, S("%41"), false, &out)));
    assert_true(str_is(out, "A"));
    assert_false(result_ok(url_decode(arena, S("%4"), false, &out)));
    assert_false(result_ok(url_decode(arena, S("%"), false, &out)));
    assert_false(result_ok(url_decode(arena, S("%00"), false, &out)));
    assert_false(result_ok(url_decode(arena, S("%C4"), false, &out)));
}

static void redirects_stay_here(void **state)
{
    (void)state;
    assert_true(url_is_local(S("/tra-cuu?ma=1#x")));
    assert_false(url_is_local(S("//evil.example/")));
    assert_false(url_is_local(S("/\\evil.example/")));
    assert_false(url_is_local(S("https://evil.example/")));
    assert_false(url_is_local(S("/a\r\nSet-Cookie: x")));
    assert_false(url_is_local(S("")));
}

static const struct form_field fields[] = {
    {.name = "ten", .max = 20, .required = true, .error = "Nhập tên"},
    {.name = "y-kien", .kind = FIELD_LINES, .max = 100},
    {.name = "so", .kind = FIELD_INT, .min_value = 1, .max_value = 10},
    {.name = "ngay", .kind = FIELD_DATE},
    {.name = "chon", .kind = FIELD_CHOICE, .many = true},
    {.name = "mat-khau", .kind = FIELD_SECRET},
    {.name = "tep", .kind = FIELD_FILE},
    {.name = "tra-loi-*", .max = 50},
    {0},
};

static struct result check(const char *body, bool lenient, struct form **form)
{
    struct pairs pairs;
    TRY(form_pairs_urlencoded(arena, str_from_c(body), &pairs));
    return form_check(arena, fields, &pairs, lenient, form);
}

static void a_form_is_cleaned(void **state)
{
    (void)state;
    struct form *form;
    assert_true(result_ok(check("csrf=x&ten=+Ho%CC%80a++%0D%0A&y-kien=a%0D%0Ab&so=3&ngay=23/11/2026"
                                "&chon=a&chon=b&mat-khau=+a+&tra-loi-1=x", false, &form)));
    assert_true(str_is(form_get(form, "ten"), "Hòa")); /* NFD came, NFC stays */
    assert_true(str_is(form_get(form, "y-kien"), "a\nb"));
    assert_int_equal(form_int(form, "so", 0), 3);
    assert_true(str_is(form_get(form, "ngay"), "2026-11-23"));
    struct str second;
    assert_true(form_nth(form, "chon", 1, &second));
    assert_true(str_is(second, "b"));
    assert_true(str_is(form_get(form, "mat-khau"), " a "));
    assert_true(str_is(form_get(form, "tra-loi-1"), "x"));
    assert_int_equal(form->error_count, 0);
}

static void what_a_person_can_mend_is_an_error_of_the_field(void **state)
{
    (void)state;
    struct form *form;
    assert_true(result_ok(check("ten=&so=11&ngay=31/02/2026", false, &form)));
    assert_int_equal(form->error_count, 3);
    assert_string_equal(form_error_of(form, "ten"), "Nhập tên");
    assert_non_null(form_error_of(form, "so"));
    assert_non_null(form_error_of(form, "ngay"));
    assert_true(result_ok(check("ten=123456789012345678901&so=x", false, &form)));
    assert_non_null(form_error_of(form, "ten"));
    assert_non_null(form_error_of(form, "so"));
    assert_true(result_ok(check("ten=12345678901234567890&so=10", false, &form)));
    assert_int_equal(form->error_count, 0);
}

static void unnamed_and_repeated_input_is_refused(void **state)
{
    (void)state;
    struct form *form;
    assert_string_equal(check("ten=a&la=1", false, &form).code, "web.unknown_field");
    assert_string_equal(check("ten=a&ten=b", false, &form).code, "web.repeated_field");
    assert_string_equal(check("ten=a&tep=b", false, &form).code, "web.unknown_field");
    assert_true(result_ok(check("ten=a&fbclid=1", true, &form)));
    assert_false(form_has(form, "fbclid"));
    assert_string_equal(check("ten=%ff", false, &form).code, "web.encoding");
    assert_string_equal(check("ten=a%00b", false, &form).code, "web.encoding");
}

static void ten_thousand_fields_are_too_many(void **state)
{
    (void)state;
    struct buf body;
    struct pairs pairs;
    buf_init(&body, arena, 1 << 20);
    for (int i = 0; i < 10000; i++)
        buf_printf(&body, "a%d=1&", i);
    assert_string_equal(form_pairs_urlencoded(arena, buf_str(&body), &pairs).code,
                        "web.too_many_fields");
}

static const char two_parts[] = "--B\r\nContent-Disposition: form-data; name=\"ten\"\r\n\r\nHoà\r\n"
                                "--B\r\nContent-Disposition: form-data; name=\"tep\"; "
                                "filename=\"C:\\\\anh\\\\ảnh.png\"\r\n"
                                "Content-Type: image/png\r\n\r\n"
                                "\x89PNG\r\n--not\r\n\r\n--B--\r\n";

static struct result multipart_form(const char *body, struct form **form)
{
    struct pairs pairs;
    TRY(form_pairs_multipart(arena, S("multipart/form-data; boundary=B"), str_from_c(body),
                             &pairs));
    return form_check(arena, fields, &pairs, false, form);
}

static void parts_are_taken_apart(void **state)
{
    (void)state;
    struct form *form;
    assert_true(result_ok(multipart_form(two_parts, &form)));
    assert_true(str_is(form_get(form, "ten"), "Hoà"));
    const struct upload *upload = form_upload(form, "tep");
    assert_non_null(upload);
    assert_true(str_is(upload->name, "ảnh.png"));
    assert_true(str_is(upload->media_type, "image/png"));
    assert_true(str_is(upload->bytes, "\x89PNG\r\n--not\r\n"));
}

static void an_empty_file_field_is_nothing_chosen(void **state)
{
    (void)state;
    struct form *form;
    assert_true(result_ok(multipart_form(
        "--B\r\nContent-Disposition: form-data; name=ten\r\n\r\na\r\n--B\r\nContent-Disposition: "
        "form-data; name=\"tep\"; filename=\"\"\r\n\r\n\r\n--B--", &form)));
    assert_null(form_upload(form, "tep"));
    assert_true(str_is(form_get(form, "ten"), "a"));
}

static void broken_multipart_is_refused(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "", "--B", "--C\r\n", "x--B\r\n", "--B\r\n\r\nx\r\n--B--",
        "--B\r\nContent-Disposition: form-data; name=\"ten\"\r\n\r\nno end",
        "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--",
        "--B\r\nContent-Disposition: form-data; name=\"ten\r\n\r\nx\r\n--B--",
        "--B\r\nContent-Disposition: form-data; name=\"ten\"\r\nContent-Transfer-Encoding: "
        "base64\r\n\r\nx\r\n--B--",
        "--B\r\nContent-Disposition: form-data; name=\"ten\"\r\nContent-Type: multipart/mixed; "
        "boundary=C\r\n\r\nx\r\n--B--",
    };
    struct form *form;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        if (result_ok(multipart_form(bodies[i], &form)))
            fail_msg("accepted: %s", bodies[i]);
    }
    struct multipart multipart;
    assert_int_equal(multipart_begin(arena, S("multipart/form-data"), S("--B"), &multipart).kind,
                     ERROR_UNSUPPORTED);
    assert_int_equal(multipart_begin(arena, S("text/plain"), S("--B"), &multipart).kind,
                     ERROR_UNSUPPORTED);
}

static void cookies_are_found_by_their_whole_name(void **state)
{
    (void)state;
    struct str header = S("xtruc=1; truc=abc; truc_lang=\"en\";truc=later; bare; =x");
    assert_true(str_is(cookie_find(header, S("truc")), "abc"));
    assert_true(str_is(cookie_find(header, S("truc_lang")), "en"));
    assert_true(str_empty(cookie_find(header, S("ruc"))));
    assert_true(str_empty(cookie_find(header, S("bare"))));
    assert_true(str_empty(cookie_find(S(""), S("truc"))));
    assert_true(cookie_token_ok(S("0123456789abcdef")));
    assert_false(cookie_token_ok(S("0123456789abcde")));
    assert_false(cookie_token_ok(S("0123456789abcde;")));
}

static void a_token_is_good_for_its_session_only(void **state)
{
    (void)state;
    struct csrf_key key;
    struct csrf_key other;
    random_bytes(&key, sizeof key);
    random_bytes(&other, sizeof other);
    struct str token = csrf_make(arena, &key, S("phien-mot-0123456"));
    struct str again = csrf_make(arena, &key, S("phien-mot-0123456"));
    assert_false(str_equal(token, again)); /* a fresh mask each time */
    assert_true(csrf_valid(arena, &key, S("phien-mot-0123456"), token));
    assert_true(csrf_valid(arena, &key, S("phien-mot-0123456"), again));
    assert_false(csrf_valid(arena, &key, S("phien-hai-0123456"), token));
    assert_false(csrf_valid(arena, &other, S("phien-mot-0123456"), token));
    assert_false(csrf_valid(arena, &key, S(""), csrf_make(arena, &key, S(""))));
    assert_false(csrf_valid(arena, &key, S("phien-mot-0123456"), str_slice(token, 0, 62)));
    assert_false(csrf_valid(arena, &key, S("phien-mot-0123456"), S("")));
}

static void where_a_form_comes_from(void **state)
{
    (void)state;
    struct str none = {0};
    struct str host = S("dvc.vn:8080");
    assert_int_equal(csrf_origin_of(S("same-origin"), none, none, host), CSRF_SAME_ORIGIN);
    assert_int_equal(csrf_origin_of(S("cross-site"), S("http://dvc.vn:8080"), none, host),
                     CSRF_CROSS_SITE);
    assert_int_equal(csrf_origin_of(S("same-site"), none, none, host), CSRF_CROSS_SITE);
    assert_int_equal(csrf_origin_of(none, S("http://dvc.vn:8080"), none, host), CSRF_SAME_ORIGIN);
    assert_int_equal(csrf_origin_of(none, S("null"), none, host), CSRF_CROSS_SITE);
    assert_int_equal(csrf_origin_of(none, S("http://dvc.vn.evil"), none, host), CSRF_CROSS_SITE);
    assert_int_equal(csrf_origin_of(none, none, S("http://dvc.vn:8080/nop/1"), host),
                     CSRF_SAME_ORIGIN);
    assert_int_equal(csrf_origin_of(none, none, none, host), CSRF_UNKNOWN);
}

static void a_bucket_runs_full_and_empties(void **state)
{
    (void)state;
    static struct rate_table table;
    int wait_s = 0;
    int allowed = 0;
    while (rate_allow(&table, RATE_GUESS, S("203.0.113.7"), 1000, &wait_s))
        allowed++;
    assert_int_equal(allowed, 10);
    assert_in_range(wait_s, 1, 7);
    assert_true(rate_allow(&table, RATE_GUESS, S("203.0.113.8"), 1000, &wait_s));
    assert_true(rate_allow(&table, RATE_PAGE, S("203.0.113.7"), 1000, &wait_s));
    assert_true(rate_allow(&table, RATE_GUESS, S("203.0.113.7"), 7 * MICROS_PER_SECOND, &wait_s));
    assert_false(rate_allow(&table, RATE_GUESS, S("203.0.113.7"), 7 * MICROS_PER_SECOND, &wait_s));
    for (int i = 0; i < 6; i++)
        assert_true(rate_allow(&table, RATE_SEAL, S("203.0.113.7"), 1000, &wait_s));
    assert_false(rate_allow(&table, RATE_SEAL, S("203.0.113.7"), 1000, &wait_s));
    assert_in_range(wait_s, 15, 21);
    assert_true(rate_allow(&table, RATE_UPLOAD, S("203.0.113.7"), 1000, &wait_s));
    for (int i = 0; i < 1000; i++)
        assert_true(rate_allow(&table, RATE_GUESS, S("127.0.0.1"), 1000, &wait_s));
    for (int i = 0; i < 10; i++)
        assert_true(rate_allow(&table, RATE_GUESS, S("2001:db8:1:2::1"), 1000, &wait_s));
    assert_false(rate_allow(&table, RATE_GUESS, S("2001:db8:1:2:ffff::9"), 1000, &wait_s));
}

static struct str written(const struct page_out *o)
{
    return buf_str(&o->html);
}

static struct page_out page(void)
{
    struct page_out o = {.locale = LOCALE_VI};
    buf_init(&o.html, arena, 1 << 16);
    return o;
}

static void values_are_escaped_where_they_stand(void **state)
{
    (void)state;
    struct str bad = S("<a href=\"x\">&'");
    struct page_out o = page();
    page_text(&o, bad);
    assert_true(str_is(written(&o), "&lt;a href=\"x\"&gt;&amp;'"));
    o = page();
    page_attribute(&o, bad);
    assert_true(str_is(written(&o), "&lt;a href=&quot;x&quot;&gt;&amp;'"));
    o = page();
    page_url(&o, S("javascript:alert(1)"));
    page_url(&o, S("//evil"));
    page_url(&o, S("/a?b=\"&c"));
    assert_true(str_is(written(&o), "##/a?b=&quot;&amp;c"));
    o = page();
    page_url_part(&o, S("a/b?đ"));
    assert_true(str_is(written(&o), "a%2Fb%3F%C4%91"));
}

static void messages_take_arguments(void **state)
{
    (void)state;
    struct page_out o = page();
    struct page_message message = page_message(&o, "Còn %s ngày, %s");
    page_message_part(&o, &message);
    page_text(&o, page_int(&o, 1234));
    page_message_part(&o, &message);
    page_text(&o, page_money(&o, -8000));
    page_message_part(&o, &message);
    assert_true(str_is(written(&o), "Còn 1.234 ngày, -8.000\u00a0đ"));
    assert_true(str_is(page_day(&o, S("2026-11-23")), "23/11/2026"));
    assert_true(str_is(page_day(&o, S("soon")), "soon"));
    o.locale = LOCALE_EN;
    assert_true(str_is(page_day(&o, S("2026-11-23")), "23 November 2026"));
    assert_true(str_is(page_int(&o, 1234), "1,234"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_win_over_parameters),
        cmocka_unit_test(a_known_path_with_another_method_says_so),
        cmocka_unit_test(tricks_with_paths_find_nothing),
        cmocka_unit_test(decoding_is_strict),
        cmocka_unit_test(redirects_stay_here),
        cmocka_unit_test(a_form_is_cleaned),
        cmocka_unit_test(what_a_person_can_mend_is_an_error_of_the_field),
        cmocka_unit_test(unnamed_and_repeated_input_is_refused),
        cmocka_unit_test(ten_thousand_fields_are_too_many),
        cmocka_unit_test(parts_are_taken_apart),
        cmocka_unit_test(an_empty_file_field_is_nothing_chosen),
        cmocka_unit_test(broken_multipart_is_refused),
        cmocka_unit_test(cookies_are_found_by_their_whole_name),
        cmocka_unit_test(a_token_is_good_for_its_session_only),
        cmocka_unit_test(where_a_form_comes_from),
        cmocka_unit_test(a_bucket_runs_full_and_empties),
        cmocka_unit_test(values_are_escaped_where_they_stand),
        cmocka_unit_test(messages_take_arguments),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

#ifndef TRUC_CORE_FEEL_H
#define TRUC_CORE_FEEL_H

/*
 * The part of FEEL (OMG DMN 1.3, clause 10.3) that forms and processes use:
 * literals, names, comparison, and/or/not, if, + - * /. Numbers are decimal:
 * 0.1 + 0.2 = 0.3. Anything else is refused by name when it is compiled.
 */
#include "base/json.h"
#include "base/result.h"
#include "base/str.h"
#include "core/decimal.h"

enum feel_kind { FEEL_NULL, FEEL_BOOL, FEEL_NUMBER, FEEL_STRING };

struct feel_value {
    enum feel_kind kind;
    bool boolean;
    struct decimal number;
    struct str string;
};

struct feel;

/* Compiles an expression (a leading "=" as form-js and Zeebe write it is allowed). INVALID
 * "feel.syntax" or UNSUPPORTED "feel.unsupported"; `problem` says what and where. The result lives
 * in the arena; `source` must live as long. */
struct result feel_compile(struct arena *arena, struct str source, const struct feel **out,
                           struct str *problem);

/* What a name holds when its value comes as text, as answers of a form do. */
struct feel_name {
    struct str name;
    enum feel_kind kind; /* FEEL_NUMBER: text that is a number; FEEL_BOOL: any text but "false" */
};

struct feel_names {
    const struct feel_name *items;
    size_t count;
};

/* As feel_compile; the names listed read text as what they are, a missing FEEL_BOOL as false.
 * `names` need not outlive the call. */
struct result feel_compile_with(struct arena *arena, struct str source,
                                const struct feel_names *names, const struct feel **out,
                                struct str *problem);

enum { FEEL_TEXT_MAX = 16384 }; /* bytes of a text that is put together; a longer one is null */

/* Evaluates with names looked up in a JSON object (may be NULL; a.b looks into nested objects).
 * FEEL does not fail: what has no value (unknown name, text compared with a number, division by
 * zero, a number beyond 34 digits) is null. Strings live in the arena or the inputs. */
struct feel_value feel_eval(struct arena *arena, const struct feel *feel,
                            const struct json *names);

/* True only when the value is the boolean true. Scratch memory is its own. */
bool feel_holds(const struct feel *feel, const struct json *names);

#endif

#include "web/rate.h"

struct allowance {
    int64_t interval_us; /* one request in this time … */
    int64_t burst;       /* … after so many at once */
};

static const struct allowance allowances[RATE_CLASS_COUNT] = {
    [RATE_PAGE] = {20000, 200},   [RATE_SEARCH] = {100000, 60}, [RATE_SUBMIT] = {500000, 60},
    [RATE_UPLOAD] = {1000000, 40}, [RATE_SEAL] = {20000000, 6},
    [RATE_GUESS] = {6000000, 10}, [RATE_NONE] = {0, 0},
};

/* The part of the address that one subscriber has. */
static struct str subscriber(struct str address)
{
    size_t colons = 0;
    for (size_t i = 0; i < address.len; i++) {
        if (address.ptr[i] == ':' && ++colons == 4)
            return str_slice(address, 0, i);
    }
    return address;
}

static size_t bucket_of(const struct rate_table *table, enum rate_class class, struct str address)
{
    uint64_t hash = UINT64_C(1469598103934665603) ^ table->salt;
    hash = (hash ^ (uint64_t)class) * UINT64_C(1099511628211);
    for (size_t i = 0; i < address.len; i++)
        hash = (hash ^ (unsigned char)address.ptr[i]) * UINT64_C(1099511628211);
    return (size_t)((hash ^ (hash >> 29)) % RATE_BUCKETS);
}

static bool of_this_machine(struct str address)
{
    return str_starts(address, S("127.")) || str_is(address, "::1") || str_empty(address);
}

bool rate_allow(struct rate_table *table, enum rate_class class, struct str address,
                int64_t now_us, int *wait_s)
{
    struct allowance allowance = allowances[class];
    if (allowance.interval_us == 0 || of_this_machine(address))
        return true;
    _Atomic int64_t *bucket = &table->buckets[bucket_of(table, class, subscriber(address))];
    int64_t empty_us = atomic_load(bucket);
    while (true) {
        int64_t from = empty_us > now_us ? empty_us : now_us;
        int64_t over = from + allowance.interval_us - now_us -
                       allowance.interval_us * allowance.burst;
        if (over > 0) {
            *wait_s = (int)(over / MICROS_PER_SECOND) + 1;
            return false;
        }
        if (atomic_compare_exchange_weak(bucket, &empty_us, from + allowance.interval_us))
            return true;
    }
}

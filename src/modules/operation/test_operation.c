#include "tests/support/fixture.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/os_copy.h"
#include "base/os_file.h"
#include "core/evidence.h"
#include "core/facts.h"
#include "core/sequencer.h"
#include "core/tlog/verify.h"
#include "db/migrate.h"
#include "db/query.h"
#include "modules/operation/keys_seal.h"
#include "modules/operation/rejoin.h"
#include "modules/operation/restore.h"
#include "modules/operation/rules.h"

enum { FILES = 12, LEAVES = 300 };

static struct result sign(const struct log_signer *signer, struct arena *arena, struct str text,
                          struct str proof, struct ed25519_signature *out)
{
    (void)arena;
    (void)proof;
    *out = ed25519_sign(signer->context, text);
    return RESULT_OK;
}

struct scene {
    struct ed25519_key key;
    struct log_signer signer;
    struct sequencer sequencer;
    struct backup_request request;
    struct str hashes[FILES];
    const char *home; /* where it is restored to */
    struct str scratch_name;
};

static const char *path(struct fixture *f, const char *name)
{
    return str_printf(f->arena, "%.*s/%s", STR_ARG(f->folder), name).ptr;
}

static void add_leaves(struct fixture *f, int count)
{
    assert_ok(db_write_begin(f->db));
    for (int i = 0; i < count; i++) {
        struct evidence row = {.kind = S("dossier.submitted"), .actor = S("citizen"),
                               .object = str_printf(f->arena, "dossier:%d", i)};
        assert_ok(evidence_add(f->db, f->arena, f->clock.fixed_us, row));
    }
    assert_ok(db_commit(f->db));
}

static void sequence(struct fixture *f, struct scene *s)
{
    struct sequencer_report report;
    assert_ok(sequencer_run(&s->sequencer, f->arena, f->clock.fixed_us, &report));
}

static struct str add_file(struct fixture *f, int number)
{
    struct str hash;
    struct str bytes = str_printf(f->arena, "đơn số %d", number);
    assert_ok(files_put(f->files, f->arena, bytes, &hash));
    assert_ok(db_write_begin(f->db));
    struct file_row row = {hash, (int64_t)bytes.len, S("text/plain")};
    assert_ok(db_finish(f->db, file_add(f->db, f->arena, f->clock.fixed_us, row)));
    return hash;
}

static void add_fact(struct fixture *f, int number)
{
    struct fact fact = {.kind = FACT_DOSSIER_RECEIVED,
                        .object = fact_dossier(f->arena, number),
                        .subject = S("2.000635"), .detail = S(""), .agency_id = 1,
                        .happened_us = f->clock.fixed_us, .recorded_us = f->clock.fixed_us};
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, fact_add(f->db, f->arena, fact)));
}

/* A node with files, facts and a log that has grown past its last full tile. */
static struct scene *scene_of(struct fixture *f)
{
    struct scene *s = ARENA_NEW(f->arena, struct scene);
    s->key = ed25519_generate();
    struct ed25519_public public = ed25519_public_of(&s->key);
    s->signer = (struct log_signer){.vkey = vkey_of(f->arena, S("gov.vn/test"), &public),
                                    .sign = sign, .context = &s->key};
    s->sequencer = (struct sequencer){.db = f->db, .folder = path(f, "log"), .holder = S("test"),
                                      .signer = &s->signer};
    assert_ok(os_dir_make(path(f, "log"), 0755));
    assert_ok(os_file_write(path(f, "log/vkey"), vkey_text(f->arena, &s->signer.vkey), 0644));
    for (int i = 0; i < FILES; i++)
        s->hashes[i] = add_file(f, i);
    for (int i = 0; i < 5; i++)
        add_fact(f, i);
    add_leaves(f, LEAVES);
    sequence(f, s);
    add_leaves(f, 3); /* not in the log yet */
    s->request = (struct backup_request){
        .node = {.data = f->folder, .database = f->url}, .folder = path(f, "sao-luu"),
        .program = S("test"), .now_us = f->clock.fixed_us};
    s->home = path(f, "moi");
    s->scratch_name = str_printf(f->arena, "r%s", strrchr(f->folder.ptr, '.') + 1);
    return s;
}

static struct backup_report back_up(struct fixture *f, struct scene *s)
{
    struct backup_report report;
    s->request.now_us = f->clock.fixed_us;
    fixture_advance(f, MICROS_PER_SECOND);
    assert_ok(backup_make(f->db, f->arena, &s->request, &report));
    return report;
}

/* A new place of the same engine; on PostgreSQL an empty database of its own. */
static struct restore_request target_of(struct fixture *f, struct scene *s, struct str place)
{
    struct restore_request r = {.place = place, .target = {.data = str_from_c(s->home)}};
    r.target.database = str_printf(f->arena, "sqlite:%s/truc.db", s->home);
    if (f->engine == DB_POSTGRES)
        assert_ok(db_scratch_make(f->url, f->arena, s->scratch_name, &r.target.database));
    return r;
}

static void drop_target(struct fixture *f, struct scene *s)
{
    if (f->engine == DB_POSTGRES)
        assert_ok(db_scratch_drop(f->url, f->arena, s->scratch_name));
    assert_ok(os_tree_remove(s->home));
}

static int64_t number_at(struct fixture *f, struct str url, const char *sql)
{
    struct db *mine = f->db;
    assert_ok(db_open(url, (struct db_options){0}, &f->db));
    int64_t number = fixture_number(f, sql);
    db_close(f->db);
    f->db = mine;
    return number;
}

static const char *file_path(struct fixture *f, struct str folder, struct str hash)
{
    return str_printf(f->arena, "%.*s/files/%.2s/%.*s", STR_ARG(folder), hash.ptr,
                      STR_ARG(str_slice(hash, 2, hash.len))).ptr;
}

static void a_backup_restores_to_the_same_node(void **state)
{
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct backup_report made = back_up(f, s);
    assert_int_equal(made.manifest.files, FILES);
    assert_int_equal(made.manifest.log_size, LEAVES);
    add_leaves(f, 7); /* after the snapshot: not in it */
    sequence(f, s);
    struct restore_request r = target_of(f, s, made.place);
    struct restore_report report;
    assert_ok(restore_run(f->arena, &r, &report));
    const char *count = "SELECT COUNT(*) FROM evidence";
    assert_int_equal(number_at(f, r.target.database, count), LEAVES + 3);
    assert_int_equal(fixture_number(f, count), LEAVES + 3 + 7);
    assert_true(os_file_exists(file_path(f, r.target.data, s->hashes[3])));
    /* once more: there is something now */
    assert_fails(restore_run(f->arena, &r, &report), "restore.not_empty");
    if (f->engine == DB_POSTGRES) { /* nor with another folder */
        r.target.data = str_from_c(path(f, "khac"));
        assert_fails(restore_run(f->arena, &r, &report), "db.not_empty");
    }
    drop_target(f, s);
}

static struct result sign_note(const struct backup_signer *signer, struct arena *arena,
                               struct str text, struct str *signature)
{
    struct ed25519_signature made = ed25519_sign(signer->context, text);
    *signature = str_dup(arena, str_of((const char *)made.bytes, ED25519_SIGNATURE_SIZE));
    return RESULT_OK;
}

/* Whoever keeps the backups can change a manifest and its hashes, but not what the log's key said
 * of it. */
static void a_backup_is_signed(void **state)
{
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct restore_report report;
    enum backup_signature signature;
    const struct backup_signer signer = {sign_note, &s->key};
    struct str vkey = vkey_text(f->arena, &s->signer.vkey);
    struct ed25519_key other = ed25519_generate();
    struct ed25519_public public = ed25519_public_of(&other);
    struct vkey thief = vkey_of(f->arena, S("gov.vn/test"), &public);

    struct backup_report plain = back_up(f, s); /* nobody could sign: it stands all the same */
    assert_true(str_is(str_from_c(plain.signing.code), "backup.no_key"));
    struct restore_request r = target_of(f, s, plain.place);
    r.vkey = vkey;
    r.signed_only = true;
    assert_fails(restore_run(f->arena, &r, &report), "restore.unsigned");
    assert_false(os_file_exists(s->home));
    r.signed_only = false;
    assert_ok(restore_run(f->arena, &r, &report));
    assert_int_equal(report.signature, BACKUP_UNSIGNED);
    drop_target(f, s);

    s->request.signer = &signer;
    struct backup_report made = back_up(f, s);
    assert_ok(made.signing);
    r = target_of(f, s, made.place);
    r.vkey = vkey;
    r.signed_only = true;
    assert_ok(restore_run(f->arena, &r, &report));
    assert_int_equal(report.signature, BACKUP_SIGNED);
    drop_target(f, s);
    assert_ok(backup_signature(f->arena, made.place, S(""), &signature)); /* by its own word */
    assert_int_equal(signature, BACKUP_SIGNED);
    assert_fails(backup_signature(f->arena, made.place, vkey_text(f->arena, &thief), &signature),
                 "backup.signature");
    struct str text;
    const char *manifest = str_printf(f->arena, "%.*s/manifest.json", STR_ARG(made.place)).ptr;
    assert_ok(os_file_read(f->arena, manifest, MANIFEST_MAX, &text));
    assert_ok(os_file_write(manifest, str_concat(f->arena, text, S("\n")), 0600));
    r = target_of(f, s, made.place);
    r.vkey = vkey;
    assert_fails(restore_run(f->arena, &r, &report), "backup.signature");
    drop_target(f, s);
}

static void the_next_backup_links_what_is_there(void **state)
{
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct backup_report first = back_up(f, s);
    struct str added = add_file(f, 99);
    struct backup_report second = back_up(f, s);
    struct stat a;
    struct stat b;
    assert_int_equal(second.manifest.files, FILES + 1);
    assert_int_equal(stat(file_path(f, first.place, s->hashes[0]), &a), 0);
    assert_int_equal(stat(file_path(f, second.place, s->hashes[0]), &b), 0);
    assert_int_equal(a.st_ino, b.st_ino);
    assert_int_not_equal(stat(file_path(f, first.place, added), &a), 0);
    s->request.whole = true;
    struct backup_report third = back_up(f, s);
    assert_int_equal(stat(file_path(f, third.place, s->hashes[0]), &a), 0);
    assert_int_not_equal(a.st_ino, b.st_ino);
    /* linked or not, each is whole without the others */
    int64_t removed;
    assert_ok(backup_prune(f->arena, s->request.folder, 1, &removed));
    assert_int_equal(removed, 2);
    struct faults faults;
    faults_begin(&faults, f->arena);
    assert_ok(backup_check(f->arena, third.place, &third.manifest,
                           (struct operation_progress){0}, &faults));
    assert_int_equal(faults.count, 0);
}

static void damage(struct fixture *f, const char *file)
{
    struct str bytes;
    assert_int_equal(chmod(file, 0600), 0);
    assert_ok(os_file_read(f->arena, file, 1 << 26, &bytes));
    char *changed = str_c(f->arena, bytes);
    changed[bytes.len / 2] ^= 1;
    assert_ok(os_file_write(file, str_of(changed, bytes.len), 0600));
}

static void every_damaged_file_of_a_backup_is_named(void **state)
{
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct backup_report made = back_up(f, s);
    damage(f, file_path(f, made.place, s->hashes[1]));
    damage(f, str_printf(f->arena, "%.*s/log/tile/0/000", STR_ARG(made.place)).ptr);
    assert_ok(os_tree_remove(file_path(f, made.place, s->hashes[2])));
    struct restore_request r = target_of(f, s, made.place);
    struct restore_report report;
    assert_fails(restore_run(f->arena, &r, &report), "restore.damaged");
    assert_int_equal(report.faults.count, 3);
    bool named = false;
    for (size_t i = 0; i < report.faults.count; i++)
        named = named || str_is(report.faults.items[i], "log/tile/0/000: khác mã băm");
    assert_true(named);
    assert_false(os_file_exists(s->home));
    damage(f, str_printf(f->arena, "%.*s/SHA256SUMS", STR_ARG(made.place)).ptr);
    assert_fails(restore_run(f->arena, &r, &report), "backup.sums");
    drop_target(f, s);
}

static void a_damaged_file_of_the_node_is_left_out_and_named(void **state)
{
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    damage(f, file_path(f, f->folder, s->hashes[4]));
    assert_ok(os_tree_remove(file_path(f, f->folder, s->hashes[5])));
    struct backup_report made = back_up(f, s);
    assert_int_equal(made.manifest.missing_count, 2);
    assert_int_equal(made.manifest.files, FILES - 2);
    struct restore_request r = target_of(f, s, made.place);
    struct restore_report report;
    assert_ok(restore_run(f->arena, &r, &report)); /* what it says is missing is no new fault */
    drop_target(f, s);
}

/* What a restored node must not hide: each change is found by another part of the check. */
static void a_changed_database_is_no_longer_the_backup(void **state)
{
    static const struct {
        const char *sql;
        const char *fault;
    } changes[] = {
        {"UPDATE evidence SET record = '{}' WHERE leaf_index = 5", "dòng đã bị sửa"},
        {"DELETE FROM fact WHERE id = 2", "bảng fact"},
        {"UPDATE fact SET happened_us = happened_us + 1 WHERE id = 3", "tổng khác"},
        {"UPDATE evidence_checkpoint SET size = size - 1", "điểm chốt"},
        {"DELETE FROM evidence WHERE leaf_index = 7", "thiếu dòng"},
        /* a whole row in another's place: sound by itself, not what was signed */
        {"UPDATE evidence SET leaf = (SELECT e.leaf FROM evidence e WHERE e.leaf_index = 6),"
         " salt = (SELECT e.salt FROM evidence e WHERE e.leaf_index = 6),"
         " record = (SELECT e.record FROM evidence e WHERE e.leaf_index = 6) WHERE leaf_index = 5",
         "gốc khác điểm chốt"},
    };
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct backup_report made = back_up(f, s);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct faults faults;
        struct node_check check = {.db = f->db, .data = f->folder, .manifest = &made.manifest};
        assert_ok(db_write_begin(f->db));
        assert_ok(db_script(f->db, changes[i].sql));
        faults_begin(&faults, f->arena);
        assert_ok(node_verify(f->arena, &check, &faults));
        bool found = false;
        for (size_t n = 0; n < faults.count; n++)
            found = found || strstr(str_c(f->arena, faults.items[n]), changes[i].fault) != NULL;
        if (!found)
            print_error("%s: not found\n", changes[i].sql);
        assert_true(found);
        db_rollback(f->db);
        faults_begin(&faults, f->arena); /* red twin: nothing changed */
        assert_ok(node_verify(f->arena, &check, &faults));
        assert_int_equal(faults.count, 0);
    }
}

/* Kills a child at every point that it passes; whatever is left, the next run succeeds. */
static void a_kill_anywhere_leaves_whole_backups_only(void **state)
{
    static const char *const points[] = {"backup.database", "backup.files", "backup.synced",
                                         "file.write", "file.rename", "file.fsync"};
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct faults faults;
    back_up(f, s);
    int64_t before = 1;
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            struct backup_report report;
            fixture_after_fork(f);
            s->request.whole = true;
            if (!result_ok(fault_arm(str_printf(f->arena, "kill@%s:1", points[i]).ptr)))
                _exit(2);
            s->request.now_us += MICROS_PER_SECOND * (int64_t)(i + 1);
            result_ignore(backup_make(f->db, f->arena, &s->request, &report));
            _exit(3);
        }
        int status;
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));
        struct os_names names;
        assert_ok(os_dir_list(f->arena, s->request.folder, 100, &names));
        int64_t finished = 0;
        for (size_t n = 0; n < names.count; n++)
            finished += names.items[n].ptr[0] != '.';
        assert_int_equal(finished, before);
    }
    fixture_advance(f, 100 * MICROS_PER_SECOND);
    struct backup_report made = back_up(f, s);
    faults_begin(&faults, f->arena);
    assert_ok(backup_check(f->arena, made.place, &made.manifest, (struct operation_progress){0},
                           &faults));
    assert_int_equal(faults.count, 0);
    struct os_names names;
    assert_ok(os_dir_list(f->arena, s->request.folder, 100, &names));
    assert_int_equal(names.count, 3); /* the lock and two backups */
}

static void a_kill_in_a_restore_changes_nothing(void **state)
{
    static const char *const points[] = {"file.write", "restore.copied", "restore.synced",
                                         "file.rename"};
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct backup_report made = back_up(f, s);
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        struct restore_request r = target_of(f, s, made.place);
        struct restore_report report;
        pid_t pid = fork();
        if (pid == 0) {
            if (!result_ok(fault_arm(str_printf(f->arena, "kill@%s:1", points[i]).ptr)))
                _exit(2);
            result_ignore(restore_run(f->arena, &r, &report));
            _exit(3);
        }
        int status;
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));
        assert_false(os_file_exists(s->home));
        if (f->engine == DB_POSTGRES) { /* what a kill left there is not overwritten */
            assert_ok(db_scratch_drop(f->url, f->arena, s->scratch_name));
            r = target_of(f, s, made.place);
        }
        assert_ok(restore_run(f->arena, &r, &report));
        drop_target(f, s);
    }
}

static void two_backups_do_not_meet_in_one_folder(void **state)
{
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct backup_report report;
    int lock;
    assert_ok(os_dir_make(s->request.folder, 0700));
    assert_ok(os_file_lock(path(f, "sao-luu/.khoa"), &lock));
    assert_fails(backup_make(f->db, f->arena, &s->request, &report), "os.locked");
    os_close(lock);
    assert_ok(backup_make(f->db, f->arena, &s->request, &report));
}

static void keys_leave_only_sealed_and_open_with_the_passphrase(void **state)
{
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct str secret = S("hạt giống bí mật của nhật ký");
    assert_ok(os_dir_make(path(f, "keys/tokens/a"), 0700));
    assert_ok(os_file_write(path(f, "keys/tokens/a/seed"), secret, 0600));
    struct backup_report without = back_up(f, s);
    assert_false(without.manifest.keys);
    assert_false(os_file_exists(str_printf(f->arena, "%.*s/keys.sealed",
                                           STR_ARG(without.place)).ptr));
    s->request.passphrase = S("ngắn");
    struct backup_report refused;
    assert_fails(backup_make(f->db, f->arena, &s->request, &refused), "seal.short");
    s->request.passphrase = S("một câu dài dễ nhớ");
    struct backup_report with = back_up(f, s);
    struct str sealed;
    assert_ok(os_file_read(f->arena, str_printf(f->arena, "%.*s/keys.sealed",
                                                STR_ARG(with.place)).ptr, 1 << 20, &sealed));
    assert_int_equal(str_find(sealed, secret), sealed.len);
    assert_fails(keys_unseal(f->arena, sealed, S("một câu dài khác hẳn"), path(f, "k1")),
                 "seal.wrong");
    struct restore_request r = target_of(f, s, with.place);
    struct restore_report report;
    r.passphrase = s->request.passphrase;
    assert_ok(restore_run(f->arena, &r, &report));
    struct str opened;
    assert_ok(os_file_read(f->arena, path(f, "moi/keys/tokens/a/seed"), 1000, &opened));
    assert_true(str_equal(opened, secret));
    drop_target(f, s);
}

static struct db *open_restored(struct fixture *f, struct str url)
{
    struct db *db = NULL;
    assert_ok(db_open(url, (struct db_options){0}, &db));
    return db;
}

/* The public log never forgets: what the restored database lost stays in it as silent leaves. */
static void a_restored_database_joins_the_log_that_went_on(void **state)
{
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct backup_report made = back_up(f, s);
    add_leaves(f, 50);
    sequence(f, s); /* the 3 that waited in the backup, and 50 that it does not know */
    struct restore_request r = target_of(f, s, made.place);
    struct restore_report report;
    struct rejoin_report rejoined;
    assert_ok(restore_run(f->arena, &r, &report));
    struct db *live = f->db;
    f->db = open_restored(f, r.target.database);
    assert_ok(operation_rejoin(f->db, f->arena, path(f, "log"), f->clock.fixed_us, &rejoined));
    assert_int_equal(rejoined.before, LEAVES);
    assert_int_equal(rejoined.after, LEAVES + 53);
    assert_int_equal(rejoined.lost, 50);
    /* once more: the log has not gone on since */
    assert_ok(operation_rejoin(f->db, f->arena, path(f, "log"), f->clock.fixed_us, &rejoined));
    assert_int_equal(rejoined.lost, 0);
    s->sequencer.db = f->db; /* the log goes on from the restored database */
    add_leaves(f, 4);
    sequence(f, s);
    struct tlog_report verified;
    assert_ok(tlog_verify(f->arena, path(f, "log"), &s->signer.vkey, NULL, &verified));
    assert_int_equal(verified.checkpoint.size, LEAVES + 53 + 5); /* and the row that tells */
    db_close(f->db);
    f->db = live;
    drop_target(f, s);
}

static void a_database_that_went_its_own_way_does_not_join(void **state)
{
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct backup_report made = back_up(f, s);
    add_leaves(f, 20);
    sequence(f, s);
    struct restore_request r = target_of(f, s, made.place);
    struct restore_report report;
    struct rejoin_report rejoined;
    assert_ok(restore_run(f->arena, &r, &report));
    struct db *live = f->db;
    f->db = open_restored(f, r.target.database);
    s->sequencer.db = f->db;
    s->sequencer.folder = path(f, "moi/log");
    add_leaves(f, 5); /* other rows at the places that the public log has given away */
    sequence(f, s);
    assert_fails(operation_rejoin(f->db, f->arena, path(f, "log"), f->clock.fixed_us, &rejoined),
                 "log.forked");
    db_close(f->db);
    f->db = live;
    drop_target(f, s);
}

/* The schema of the first release. */
static const char *const first_release[] = {
    "core/0001_jobs_files", "core/0002_evidence_facts", "core/0003_organisation_identity",
    "core/0004_workflow", "core/0005_notification", "core/0006_certificates",
    "dossier/0001_dossier", "result/0001_issued", "verify/0001_verify",
};

static struct migration_list migrations_of_first_release(struct fixture *f)
{
    struct migration *items = ARENA_ARRAY(f->arena, struct migration, db_migrations.count);
    struct migration_list list = {.items = items};
    for (size_t i = 0; i < db_migrations.count; i++)
        for (size_t n = 0; n < sizeof first_release / sizeof first_release[0]; n++)
            if (strcmp(db_migrations.items[i].name, first_release[n]) == 0)
                items[list.count++] = db_migrations.items[i];
    assert_int_equal(list.count, sizeof first_release / sizeof first_release[0]);
    return list;
}

static const char old_rows[] =
    "INSERT INTO agency (id, created_us) VALUES (1, 1), (2, 1);"
    "INSERT INTO agency_version (agency_id, code, area_code, name, place, name_folded, kind, level,"
    " parent_id, address, phone, act, valid_from, valid_to) VALUES"
    " (1, 'H19', '75', 'UBND tỉnh', 'tỉnh', 'ubnd tinh', 'tỉnh', 2, NULL, '', '', '',"
    "  '2020-01-01', NULL),"
    " (2, 'H19.2', '1', 'UBND xã Hai', 'xã Hai', 'ubnd xa hai', 'xã', 4, 1, '', '', '',"
    "  '2020-01-01', NULL);"
    "INSERT INTO agency_closure (ancestor_id, descendant_id, depth, valid_from) VALUES"
    " (1, 1, 0, '2020-01-01'), (2, 2, 0, '2020-01-01'), (1, 2, 1, '2020-01-01');"
    "INSERT INTO unit (id, agency_id, name, valid_from) VALUES (1, 2, 'Một cửa', '2020-01-01');"
    "INSERT INTO position (id, unit_id, title, role, subtree, valid_from) VALUES"
    " (1, 1, 'Công chức', 'mot_cua', FALSE, '2020-01-01'),"
    " (2, 1, 'Quản trị viên', 'quan_tri', TRUE, '2020-01-01');"
    "INSERT INTO person (id, name, name_folded, created_us) VALUES (1, 'An', 'an', 1);"
    "INSERT INTO appointment (person_id, position_id, decision, valid_from) VALUES"
    " (1, 1, 'QĐ 1', '2020-01-01'), (1, 2, 'QĐ 2', '2020-01-01');"
    "INSERT INTO fact (ref, kind, object, subject, detail, agency_id, day, happened_us,"
    " recorded_us) VALUES ('a', 'dossier.received', 'dossier:1', '2.000635', '', 2, '2026-11-23',"
    " 5, 5);";

/* A backup of the first release, restored and brought to this one: nothing of it is lost. */
static void the_schema_of_the_first_release_comes_to_this_one(void **state)
{
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct str url = str_printf(f->arena, "sqlite:%s", path(f, "cu.db"));
    struct str name = str_printf(f->arena, "cu%s", strrchr(f->folder.ptr, '.') + 1);
    if (f->engine == DB_POSTGRES)
        assert_ok(db_scratch_make(f->url, f->arena, name, &url));
    struct db *live = f->db;
    assert_ok(db_open(url, (struct db_options){.create = true}, &f->db));
    size_t applied;
    assert_ok(db_migrate(f->db, f->arena, 1, migrations_of_first_release(f), &applied));
    assert_fails(db_migrate_check(f->db, f->arena, db_migrations), "db.schema_old");
    fixture_script(f, old_rows);
    struct backup_report made = back_up(f, s);
    db_close(f->db);
    struct restore_request r = target_of(f, s, made.place);
    struct restore_report report;
    assert_ok(restore_run(f->arena, &r, &report));
    f->db = open_restored(f, r.target.database);
    assert_ok(db_migrate(f->db, f->arena, 2, db_migrations, &applied));
    size_t first = sizeof first_release / sizeof first_release[0];
    assert_int_equal(applied, db_migrations.count - first);
    assert_ok(db_migrate_check(f->db, f->arena, db_migrations));
    struct faults faults;
    struct node_check check = {.db = f->db, .data = r.target.data, .manifest = &made.manifest,
                               .grown = true};
    faults_begin(&faults, f->arena);
    assert_ok(node_verify(f->arena, &check, &faults));
    for (size_t i = 0; i < faults.count; i++)
        print_error("%.*s\n", STR_ARG(faults.items[i]));
    assert_int_equal(faults.count, 0);
    fixture_script(f, "DELETE FROM fact"); /* red twin: a migration that loses rows shows */
    assert_ok(node_verify(f->arena, &check, &faults));
    assert_true(faults.count > 0);
    db_close(f->db);
    f->db = live;
    drop_target(f, s);
    if (f->engine == DB_POSTGRES)
        assert_ok(db_scratch_drop(f->url, f->arena, name));
}

static void settings_come_back_naming_the_new_place(void **state)
{
    struct fixture *f = *state;
    struct scene *s = scene_of(f);
    struct str text = S("data = /cũ\ndatabase = sqlite:/cũ/truc.db\nsite.hotline = 1022\n");
    assert_ok(os_file_write(path(f, "truc.conf"), text, 0600));
    s->request.node.config = path(f, "truc.conf");
    struct backup_report made = back_up(f, s);
    struct restore_request r = target_of(f, s, made.place);
    struct restore_report report;
    assert_ok(restore_run(f->arena, &r, &report));
    struct str now;
    assert_ok(os_file_read(f->arena, path(f, "moi/truc.conf"), 10000, &now));
    assert_true(str_starts(now, str_printf(f->arena, "data = %s\n", s->home)));
    assert_int_equal(str_find(now, S("/cũ")), now.len);
    assert_true(str_find(now, S("site.hotline = 1022")) < now.len);
    drop_target(f, s);
}

static int64_t at(const char *text)
{
    int64_t at_us;
    assert_true(civil_parse_rfc3339(str_from_c(text), &at_us));
    return at_us;
}

static void a_run_is_due_at_its_hour_and_once(void **state)
{
    (void)state;
    const struct schedule monday = {1, 3, MICROS_PER_DAY};
    const int64_t week_before = at("2026-11-16T03:05:00+07:00");
    const int64_t early = at("2026-11-23T02:59:59+07:00"); /* a Monday */
    const int64_t late = at("2026-11-23T03:00:00+07:00");
    const int64_t next = at("2026-11-24T12:00:00+07:00");
    assert_true(schedule_is_due(monday, (struct done_before){0}, early)); /* never yet */
    assert_false(schedule_is_due(monday, (struct done_before){week_before, week_before}, early));
    assert_true(schedule_is_due(monday, (struct done_before){week_before, week_before}, late));
    assert_false(schedule_is_due(monday, (struct done_before){late, late}, next));
    /* one that failed is no success, and is tried again after its pause */
    assert_false(schedule_is_due(monday, (struct done_before){week_before, late}, late + 1));
    assert_true(schedule_is_due(monday, (struct done_before){week_before, late}, next));
    /* a clock that was set back makes nothing due twice */
    assert_false(schedule_is_due(monday, (struct done_before){next, next}, late));
    const struct schedule daily = {0, 1, MICROS_PER_DAY / 24};
    assert_true(schedule_is_due(daily, (struct done_before){late, late}, next));
    assert_false(schedule_is_due(daily, (struct done_before){next, next}, next + 1));
}

static void figures_are_said_as_people_say_them(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct run_figures figures = {3141592, 812, 350 * MICROS_PER_SECOND};
    assert_true(str_is(say_drill(arena, figures),
                       "3,1 triệu dòng, 812 tệp, mã băm khớp, 6 phút"));
    assert_true(str_is(say_count(arena, 12345), "12.345"));
    assert_true(str_is(say_bytes(arena, INT64_C(10240000000)), "10,2 GB"));
    assert_true(str_is(say_duration(arena, 48 * MICROS_PER_SECOND), "48 giây"));
    arena_free(arena);
}

static void sums_keep_inside_their_folder(void **state)
{
    (void)state;
    static const char hash[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    static const struct {
        const char *rest;
        bool good;
    } lines[] = {
        {"  files/ab/cd", true},        {"  log/tile/0/x001/067.p/12", true},
        {"  ../etc/passwd", false},     {"  files/../../x", false},
        {"  /etc/passwd", false},       {" files/ab", false},
        {"  ", false},                  {"  files//x", false},
        {"  files/", false},            {"  files/.x", false},
    };
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct sums_line line;
        struct str text = str_printf(arena, "%s%s", hash, lines[i].rest);
        assert_int_equal(sums_parse(text, &line), lines[i].good);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(a_backup_restores_to_the_same_node),
        FIXTURE_TESTS(a_backup_is_signed),
        FIXTURE_TESTS(the_next_backup_links_what_is_there),
        FIXTURE_TESTS(every_damaged_file_of_a_backup_is_named),
        FIXTURE_TESTS(a_damaged_file_of_the_node_is_left_out_and_named),
        FIXTURE_TESTS(a_changed_database_is_no_longer_the_backup),
        FIXTURE_TESTS(a_kill_anywhere_leaves_whole_backups_only),
        FIXTURE_TESTS(a_kill_in_a_restore_changes_nothing),
        FIXTURE_TESTS(two_backups_do_not_meet_in_one_folder),
        FIXTURE_TESTS(keys_leave_only_sealed_and_open_with_the_passphrase),
        FIXTURE_TESTS(a_restored_database_joins_the_log_that_went_on),
        FIXTURE_TESTS(a_database_that_went_its_own_way_does_not_join),
        FIXTURE_TESTS(the_schema_of_the_first_release_comes_to_this_one),
        FIXTURE_TESTS(settings_come_back_naming_the_new_place),
        cmocka_unit_test(a_run_is_due_at_its_hour_and_once),
        cmocka_unit_test(figures_are_said_as_people_say_them),
        cmocka_unit_test(sums_keep_inside_their_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

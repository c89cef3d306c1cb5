-- Work to be done (core/jobs.h). A running job is an open one whose due time is the end of its
-- lease: what is due may be taken, whoever held it before.
CREATE TABLE job (
    id @id,
    kind @text NOT NULL,
    key @text NOT NULL,
    payload @json NOT NULL,
    state @text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'parked')),
    attempt @int NOT NULL,
    due_us @time NOT NULL,
    worker @text,
    error_code @text,
    error_detail @text,
    added_us @time NOT NULL,
    changed_us @time NOT NULL,
    UNIQUE (kind, key)
);
CREATE INDEX job_open ON job (due_us) WHERE state IN ('waiting', 'running');
CREATE INDEX job_parked ON job (changed_us) WHERE state = 'parked';

-- What only one process may do at a time.
CREATE TABLE lease (
    name @text PRIMARY KEY,
    holder @text NOT NULL,
    fence @int NOT NULL,
    until_us @time NOT NULL
);

-- Stored files (core/files.h); the bytes lie on disk.
CREATE TABLE file (
    sha256 @text PRIMARY KEY,
    size @int NOT NULL,
    media_type @text NOT NULL,
    added_us @time NOT NULL
);

-- What was done and who looked. A leaf of the public log is SHA-256(salt || record); salt and
-- record may be erased, the leaf stays.
CREATE TABLE evidence (
    id @id,
    kind @text NOT NULL,
    object @text NOT NULL,          -- 'dossier:12'; '' once erased
    actor @text NOT NULL,           -- 'account:7', 'citizen', 'system'; '' once erased
    agency_id @int NOT NULL,        -- 0: none
    recorded_us @time NOT NULL,
    salt @bytes NOT NULL,           -- 16 random bytes; empty once erased
    record @text NOT NULL,          -- canonical JSON; empty once erased
    leaf @bytes NOT NULL,
    leaf_index @int UNIQUE          -- place in the log; NULL until the sequencer gives it
);

CREATE INDEX evidence_pending ON evidence (id) WHERE leaf_index IS NULL;
CREATE INDEX evidence_object ON evidence (object, id);

-- Every checkpoint that was signed, before its file was published.
CREATE TABLE evidence_checkpoint (
    size @int NOT NULL PRIMARY KEY,
    root @bytes NOT NULL,
    note @text NOT NULL,            -- the whole file
    fence @int NOT NULL,            -- of the lease under which it was signed
    signed_us @time NOT NULL
);

-- The append-only rows that measures count. As of T means recorded_us <= T.
CREATE TABLE fact (
    id @id,
    ref @text NOT NULL,             -- random: the row's name in public, says nothing else
    kind @text NOT NULL,
    object @text NOT NULL,
    subject @text NOT NULL,         -- code of the procedure
    detail @text NOT NULL,
    agency_id @int NOT NULL,
    day @date NOT NULL,             -- local day of happened_us: which agencies were above
    happened_us @time NOT NULL,
    recorded_us @time NOT NULL,
    due_us @time                    -- NULL: none
);

CREATE INDEX fact_kind ON fact (kind, happened_us);
CREATE INDEX fact_object ON fact (object, kind, recorded_us);
-- Processing ends once.
CREATE UNIQUE INDEX fact_finished ON fact (object) WHERE kind = 'dossier.finished';

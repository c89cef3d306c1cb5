-- The signing desk. What is signed belongs to other modules (core/signable.h): `source` is the
-- code of one, `object_id` its own.
CREATE TABLE signing_batch (
    id @id,
    account_id @int NOT NULL REFERENCES account(id),
    person_id @int NOT NULL REFERENCES person(id),
    asked_us @time NOT NULL,
    ready_us @time NOT NULL              -- when all was prepared and the PIN could be asked; 0: not yet
);

CREATE TABLE signing_item (
    id @id,
    batch_id @int NOT NULL REFERENCES signing_batch(id),
    source @text NOT NULL,
    object_id @int NOT NULL,
    code @text NOT NULL,
    title @text NOT NULL,
    version @text NOT NULL,              -- SHA-256 of what the person saw
    state @int NOT NULL,                 -- enum item_state
    words @text NOT NULL,                -- struct signing_draft: what makes the same bytes again
    hand @text NOT NULL,
    at_us @time NOT NULL,
    digest @text NOT NULL,               -- of the bytes to be signed, hex
    signature @text NOT NULL,            -- raw, base64, once the signer has given it
    reason @text NOT NULL,               -- why it stopped, a msgid
    again @bool NOT NULL,                -- stopped for no fault of the paper: a new PIN goes on
    done_us @time NOT NULL,              -- signed or stopped; 0: under way
    UNIQUE (batch_id, source, object_id)
);

CREATE INDEX signing_item_object ON signing_item (source, object_id, id);

-- One grant of the signer: the items of a batch with ids from first to last that were ready then.
CREATE TABLE signing_part (
    id @id,
    batch_id @int NOT NULL REFERENCES signing_batch(id),
    first_item @int NOT NULL,
    last_item @int NOT NULL,
    grant_id @text NOT NULL              -- worthless without the signer's session
);

-- Which version of a paper a person saw last.
CREATE TABLE signing_seen (
    id @id,
    person_id @int NOT NULL REFERENCES person(id),
    reads @text NOT NULL,                -- the matter, struct signing_thing.reads
    sha256 @text NOT NULL,
    seen_us @time NOT NULL,
    UNIQUE (person_id, reads, sha256)
);

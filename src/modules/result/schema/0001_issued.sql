-- Results that the node issues. `dossier_id` is the dossier module's; no key binds the two tables,
-- because modules meet only through their headers.
CREATE TABLE issued_document (
    id @id,
    dossier_id @int NOT NULL,
    prepare_task_id @int NOT NULL UNIQUE, -- the process task that asked for the paper
    agency_id @int NOT NULL REFERENCES agency(id),
    state @int NOT NULL,                  -- enum issued_state
    revision @int NOT NULL,               -- raised by every change: what a page was about
    code @text NOT NULL,                  -- of the dossier
    title @text NOT NULL,                 -- of the document type
    applicant_name @text NOT NULL,
    agency_name @text NOT NULL,           -- as on that day
    place @text NOT NULL,
    due_us @time NOT NULL,
    prepared_us @time NOT NULL,
    signer_person_id @int NOT NULL REFERENCES person(id),
    signer_name @text NOT NULL,
    signer_title @text NOT NULL,
    number_mark @text NOT NULL,           -- what stands behind the number: 'TLHT-BS'
    base_sha256 @text NOT NULL,           -- the printed paper, as the leader sees it
    hand_sha256 @text NOT NULL,           -- drawing of the leader's hand
    places @json NOT NULL,                -- where signing may draw (core/print)
    batch_id @int NOT NULL,               -- 0: not allowed yet
    grant_id @text NOT NULL,              -- the signer's; worthless without the signer's session
    draft_digest @text NOT NULL,          -- hex digest that the signature under way covers
    draft_us @time NOT NULL,              -- its claimed time: the file is made again from it
    signature @text NOT NULL,             -- its raw signature, base64, once the signer has given it
    leader_before @int NOT NULL,          -- range of the leader's signature
    leader_after_at @int NOT NULL,
    leader_after_len @int NOT NULL,
    number @int NOT NULL,                 -- 0: none yet
    symbol @text NOT NULL,                -- '12/TLHT-BS'
    dated_us @time NOT NULL,              -- when number and date were given; 0: not yet
    sha256 @text NOT NULL,                -- of the current revision
    level @text NOT NULL,                 -- '', 'B', 'T'
    signed_us @time NOT NULL,             -- 0: not yet
    reason @text NOT NULL                 -- why it was sent back, or why it has to be signed again
);

CREATE INDEX issued_document_dossier ON issued_document (dossier_id, id);
CREATE INDEX issued_document_desk ON issued_document (agency_id, state, due_us);
CREATE INDEX issued_document_batch ON issued_document (batch_id);

-- The bytes of every revision, oldest first. Nothing here is ever changed.
CREATE TABLE issued_revision (
    id @id,
    document_id @int NOT NULL REFERENCES issued_document(id),
    number @int NOT NULL,
    kind @text NOT NULL,                  -- 'print', 'person', 'seal', 'timestamp'
    sha256 @text NOT NULL,
    level @text NOT NULL,
    made_us @time NOT NULL,
    UNIQUE (document_id, number)
);

CREATE INDEX issued_revision_sha256 ON issued_revision (sha256);

-- Documents that a person allowed together, with one PIN.
CREATE TABLE issued_batch (
    id @id,
    person_id @int NOT NULL REFERENCES person(id),
    agency_id @int NOT NULL REFERENCES agency(id),
    asked_us @time NOT NULL
);

-- Numbers of papers, by agency and year (NĐ 30/2020: from 01 each year).
CREATE TABLE issued_number (
    id @id,
    agency_id @int NOT NULL REFERENCES agency(id),
    year @int NOT NULL,
    last @int NOT NULL,
    UNIQUE (agency_id, year)
);

-- Drafts and dossiers. Answers are the form's JSON; the columns beside them are the ones that
-- lists, searches and rules need.

CREATE TABLE draft (
    id @id,
    token @text NOT NULL UNIQUE,
    procedure_version_id @int NOT NULL REFERENCES procedure_version(id),
    agency_id @int NOT NULL REFERENCES agency(id),
    answers @json NOT NULL,
    created_us @time NOT NULL,
    changed_us @time NOT NULL,
    amends_dossier_id @int NOT NULL DEFAULT 0,
    receipt_token @text NOT NULL DEFAULT ''
);

CREATE TABLE dossier (
    id @id,
    code @text NOT NULL UNIQUE,
    receipt_token @text NOT NULL UNIQUE,
    result_link @text NOT NULL UNIQUE,
    procedure_version_id @int NOT NULL REFERENCES procedure_version(id),
    agency_id @int NOT NULL REFERENCES agency(id),
    status @int NOT NULL,
    revision @int NOT NULL,
    applicant_name @text NOT NULL,
    identifier @text NOT NULL,
    phone @text NOT NULL,
    search_text @text NOT NULL,
    copies @int NOT NULL,
    answers @json NOT NULL,
    variables @json NOT NULL,
    fee_vnd @money NOT NULL,
    fee_exemption @text NOT NULL DEFAULT '',
    fee_number @text NOT NULL DEFAULT '',
    fee_paid_us @time NOT NULL DEFAULT 0,
    submitted_us @time NOT NULL,
    received_us @time NOT NULL DEFAULT 0,
    due_us @time NOT NULL,
    due_was_us @time NOT NULL DEFAULT 0,
    finished_us @time NOT NULL DEFAULT 0,
    task_id @int NOT NULL DEFAULT 0,
    task_node @text NOT NULL DEFAULT '',
    task_name @text NOT NULL DEFAULT '',
    holder_role @text NOT NULL,
    next_us @time NOT NULL,
    refusal @text NOT NULL DEFAULT ''
);

-- The queue: one agency, one holder, by due date.
CREATE INDEX dossier_queue ON dossier(agency_id, holder_role, due_us, id);
CREATE INDEX dossier_agency ON dossier(agency_id, status, due_us, id);
-- The last cash receipt of a unit, to offer the next number.
CREATE INDEX dossier_receipt ON dossier(agency_id, fee_paid_us, id);
CREATE INDEX dossier_phone ON dossier(phone, id);

CREATE TABLE dossier_file (
    id @id,
    draft_id @int NOT NULL REFERENCES draft(id),
    dossier_id @int NOT NULL DEFAULT 0,
    slot @text NOT NULL,
    name @text NOT NULL,
    media_type @text NOT NULL,
    size @int NOT NULL,
    pages @int NOT NULL,
    sha256 @text NOT NULL,
    added_us @time NOT NULL
);
CREATE INDEX dossier_file_draft ON dossier_file(draft_id, slot);
CREATE INDEX dossier_file_dossier ON dossier_file(dossier_id);

-- What happened, for people; the proof of it is in the evidence log.
CREATE TABLE dossier_event (
    id @id,
    dossier_id @int NOT NULL REFERENCES dossier(id),
    at_us @time NOT NULL,
    status @int NOT NULL,
    kind @text NOT NULL,
    actor @text NOT NULL,
    note @text NOT NULL
);
CREATE INDEX dossier_event_dossier ON dossier_event(dossier_id, id);

CREATE TABLE dossier_defect (
    id @id,
    dossier_id @int NOT NULL REFERENCES dossier(id),
    asked_us @time NOT NULL,
    slot @text NOT NULL,
    reason @text NOT NULL,
    text @text NOT NULL,
    open @bool NOT NULL
);
CREATE INDEX dossier_defect_dossier ON dossier_defect(dossier_id, id);

-- Forms 01, 02, 03 as PDF; made by a job, `data` is what the paper says.
CREATE TABLE dossier_form (
    id @id,
    dossier_id @int NOT NULL REFERENCES dossier(id),
    number @int NOT NULL,
    form_set @text NOT NULL,
    symbol @text NOT NULL,
    data @json NOT NULL,
    asked_us @time NOT NULL,
    sha256 @text NOT NULL DEFAULT '',
    made_us @time NOT NULL DEFAULT 0
);
CREATE INDEX dossier_form_dossier ON dossier_form(dossier_id, id);

-- Serial of the day of a receiving unit: part of the code, without gaps.
CREATE TABLE dossier_serial (
    agency_id @int NOT NULL,
    day @date NOT NULL,
    last @int NOT NULL,
    PRIMARY KEY (agency_id, day)
);

-- Wrong guesses of a code's known fact, by code and hour.
CREATE TABLE dossier_guess (
    code @text NOT NULL,
    hour @int NOT NULL,
    wrong @int NOT NULL,
    PRIMARY KEY (code, hour)
);

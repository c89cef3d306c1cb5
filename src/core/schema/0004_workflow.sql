-- Procedures and their versions as data, the processes that run them, and the working calendar.

CREATE TABLE procedure (
    id @id,
    code @text NOT NULL UNIQUE,      -- national code: '2.000635'
    name @text NOT NULL,             -- of the newest version, for lists
    name_en @text NOT NULL,
    created_us @time NOT NULL
);

-- Every beginning of two letters or more of every word (folded) under which a procedure is found:
-- searching while typing is a look-up by equality on both engines.
CREATE TABLE procedure_term (
    id @id,
    term @text NOT NULL,
    procedure_id @int NOT NULL REFERENCES procedure(id),
    UNIQUE (term, procedure_id)
);

-- What the files of a version say, kept as they were; a dossier keeps the version it began under.
CREATE TABLE procedure_version (
    id @id,
    procedure_id @int NOT NULL REFERENCES procedure(id),
    number @int NOT NULL,            -- from 1
    valid_from @date NOT NULL,
    valid_to @date,                  -- half-open; NULL: in force
    law @text NOT NULL,              -- the act behind this version
    definition @json NOT NULL,       -- procedure.json
    form @json NOT NULL,             -- form.json (form-js)
    process @json NOT NULL,          -- process.bpmn as the inspector read it
    bpmn @text NOT NULL,             -- process.bpmn itself
    fingerprint @text NOT NULL,      -- SHA-256 over the three files
    imported_us @time NOT NULL,
    UNIQUE (procedure_id, number),
    UNIQUE (procedure_id, fingerprint)
);

CREATE TABLE process_instance (
    id @id,
    version_id @int NOT NULL REFERENCES procedure_version(id),
    object @text NOT NULL UNIQUE,    -- 'dossier:17'
    variables @json NOT NULL,
    started_us @time NOT NULL,
    ended_us @time,
    end_node @text NOT NULL          -- empty while it runs and when it was cancelled
);

-- Every task that ever was; an instance has one open task until it has ended.
CREATE TABLE process_task (
    id @id,
    instance_id @int NOT NULL REFERENCES process_instance(id),
    node @text NOT NULL,
    name @text NOT NULL,
    role @text NOT NULL,             -- of a user task, else empty
    action @text NOT NULL,           -- of a service task, else empty
    since_us @time NOT NULL,
    closed_us @time,
    outcome @json                    -- variables it was completed with; NULL while open or cancelled
);

CREATE UNIQUE INDEX process_task_open ON process_task (instance_id) WHERE closed_us IS NULL;
CREATE INDEX process_task_instance ON process_task (instance_id);

-- Days that are not what their weekday says, for the whole node.
CREATE TABLE calendar_day (
    id @id,
    day @date NOT NULL UNIQUE,
    works @bool NOT NULL,            -- true: make-up working day
    name @text NOT NULL,             -- 'Quốc khánh'
    act @text NOT NULL               -- the decision behind it
);

-- Who may do what, as dated data. A right comes from an appointment to a post whose role holds the
-- permission on that day, or from a delegation by somebody who has it that way. Rows are closed,
-- never overwritten: the rights of a past day stay readable.

CREATE TABLE role (
    id @id,
    code @text NOT NULL,            -- core/identity.h: role_code(), or one that was added here
    name @text NOT NULL,
    decision @text NOT NULL,        -- the act behind it
    valid_from @date NOT NULL,
    valid_to @date,                 -- half-open; NULL: in force
    UNIQUE (code, valid_from)
);

CREATE TABLE role_permission (
    id @id,
    role @text NOT NULL,            -- role.code
    permission @text NOT NULL,      -- core/permission_table.c
    decision @text NOT NULL,
    valid_from @date NOT NULL,
    valid_to @date
);

CREATE INDEX role_permission_role ON role_permission (role, valid_from);

-- Permissions that roles were once given by the program's table; later ones are added at the
-- start of the version that brings them, what an administrator took away stays away.
CREATE TABLE permission_known (
    name @text NOT NULL PRIMARY KEY,
    since @date NOT NULL
);

-- A narrower right than the role's: only these procedures, only what waits for the post's role.
CREATE TABLE position_condition (
    id @id,
    position_id @int NOT NULL REFERENCES position(id),
    procedures @text NOT NULL,      -- codes with spaces; '': all
    held_only @bool NOT NULL,       -- only what waits for the post's role now
    decision @text NOT NULL,
    valid_from @date NOT NULL,
    valid_to @date
);

CREATE INDEX position_condition_position ON position_condition (position_id, valid_from);

-- Substitution in absence, or authority to sign. It gives what the absent person's own posts give
-- on the day, within the scope, and never what was delegated to them: there are no chains.
CREATE TABLE delegation (
    id @id,
    kind @text NOT NULL,            -- 'substitution', 'signing'
    from_person_id @int NOT NULL REFERENCES person(id),
    to_person_id @int NOT NULL REFERENCES person(id),
    role @text NOT NULL,            -- role.code; '': every post of the absent person
    permissions @text NOT NULL,     -- names with spaces; '': all that may be delegated
    procedures @text NOT NULL,      -- as in position_condition
    value_max @money NOT NULL,      -- dong; 0: no limit
    decision @text NOT NULL,        -- 'Văn bản 12/UQ-UBND'
    reason @text NOT NULL,
    valid_from @date NOT NULL,
    valid_to @date NOT NULL,        -- half-open; brought forward when it is revoked
    created_us @time NOT NULL,
    created_by @int NOT NULL REFERENCES account(id),
    revoked_us @time,
    revoked_by @int REFERENCES account(id),
    revoke_reason @text NOT NULL DEFAULT ''
);

CREATE INDEX delegation_to ON delegation (to_person_id, valid_from);
CREATE INDEX delegation_from ON delegation (from_person_id, valid_from);

-- What was done in somebody's name; the proof is the evidence row of the same transaction.
CREATE TABLE delegated_act (
    id @id,
    delegation_id @int NOT NULL REFERENCES delegation(id),
    actor @text NOT NULL,           -- 'account:7'
    kind @text NOT NULL,
    object @text NOT NULL,
    at_us @time NOT NULL
);

CREATE INDEX delegated_act_delegation ON delegated_act (delegation_id, id);

-- The last day on which an account used a permission.
CREATE TABLE right_use (
    account_id @int NOT NULL REFERENCES account(id),
    permission @text NOT NULL,
    last_day @date NOT NULL,
    PRIMARY KEY (account_id, permission)
);

-- Raised in every transaction that changes rights or the organisation: what a process remembers
-- under an older number is forgotten.
CREATE TABLE authority (
    id @int NOT NULL PRIMARY KEY,
    generation @int NOT NULL
);

INSERT INTO authority (id, generation) VALUES (1, 1);

-- Every row that gives rights, in one shape; right_row holds what of it stands in the evidence log.
CREATE VIEW right_current AS
SELECT 'agency' AS kind, id AS row_id, agency_id AS one, 0 AS other, code AS word, '' AS text,
       0 AS number, valid_from, COALESCE(valid_to, '') AS valid_to, act AS decision
FROM agency_version
UNION ALL
SELECT 'unit', id, agency_id, 0, '', name, 0, valid_from, COALESCE(valid_to, ''), ''
FROM unit
UNION ALL
SELECT 'position', id, unit_id, CASE WHEN subtree THEN 1 ELSE 0 END, role, title, 0, valid_from,
       COALESCE(valid_to, ''), ''
FROM position
UNION ALL
SELECT 'condition', id, position_id, CASE WHEN held_only THEN 1 ELSE 0 END, '', procedures, 0,
       valid_from, COALESCE(valid_to, ''), decision
FROM position_condition
UNION ALL
SELECT 'appointment', id, person_id, position_id, '', '', 0, valid_from, COALESCE(valid_to, ''),
       decision
FROM appointment
UNION ALL
SELECT 'role', id, 0, 0, code, name, 0, valid_from, COALESCE(valid_to, ''), decision
FROM role
UNION ALL
SELECT 'permission', id, 0, 0, role, permission, 0, valid_from, COALESCE(valid_to, ''), decision
FROM role_permission
UNION ALL
SELECT 'delegation', id, from_person_id, to_person_id, kind,
       permissions || '|' || procedures || '|' || role, value_max,
       valid_from, valid_to, decision
FROM delegation;

CREATE TABLE right_row (
    kind @text NOT NULL,
    row_id @int NOT NULL,
    one @int NOT NULL,
    other @int NOT NULL,
    word @text NOT NULL,
    text @text NOT NULL,
    number @int NOT NULL,
    valid_from @date NOT NULL,
    valid_to @date NOT NULL,        -- '': in force
    decision @text NOT NULL,
    PRIMARY KEY (kind, row_id)
);

-- What a dated organisation needs beyond its versions: the branch an agency belongs to, every code
-- it ever had, and who carries on its work.

ALTER TABLE agency_version ADD COLUMN branch @text NOT NULL DEFAULT 'state'
    CHECK (branch IN ('party', 'state', 'front'));
-- The act that ended the version, where one did.
ALTER TABLE agency_version ADD COLUMN end_act @text NOT NULL DEFAULT '';

ALTER TABLE appointment ADD COLUMN end_decision @text NOT NULL DEFAULT '';

-- What tells two people of one name apart: the number of the personnel file.
ALTER TABLE person ADD COLUMN staff_code @text;
CREATE UNIQUE INDEX person_staff_code ON person (staff_code);
CREATE INDEX person_name ON person (name_folded);
CREATE INDEX appointment_person ON appointment (person_id, valid_from);

-- Codes besides agency_version.code (which is the one in use in dossier codes): the old form
-- '000.00.62.H19', codes of other directories. Never taken apart: a code says nothing.
CREATE TABLE agency_code (
    id @id,
    agency_id @int NOT NULL REFERENCES agency(id),
    scheme @text NOT NULL CHECK (scheme IN ('qd20', 'qcvn102', 'other')),
    code @text NOT NULL,
    valid_from @date NOT NULL,
    valid_to @date,                 -- half-open; NULL: in force
    UNIQUE (scheme, code, valid_from)
);

CREATE INDEX agency_code_agency ON agency_code (agency_id);
CREATE INDEX agency_code_code ON agency_code (code, valid_from);
CREATE INDEX agency_version_area ON agency_version (area_code, valid_from);

-- Whose work passed to whom: a merger has several predecessors, a split several successors.
CREATE TABLE agency_successor (
    id @id,
    predecessor_id @int NOT NULL REFERENCES agency(id),
    successor_id @int NOT NULL REFERENCES agency(id),
    on_day @date NOT NULL,
    act @text NOT NULL,
    UNIQUE (predecessor_id, successor_id, on_day)
);

CREATE INDEX agency_successor_successor ON agency_successor (successor_id, on_day);

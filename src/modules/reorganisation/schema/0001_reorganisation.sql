-- Decisions that change the organisation, what they order, and what came of it. The things that
-- moved stand in holding_move (core), with the reorganisation as the run.
CREATE TABLE reorganisation (
    id @id,
    number @text NOT NULL,          -- '112/NQ-HĐND'
    title @text NOT NULL,           -- 'Nhập xã Thanh Sơn vào xã Phú Hòa'
    decided_on @date NOT NULL,
    effective_on @date NOT NULL,
    file_sha256 @text NOT NULL,     -- the signed decision; '' until it is there
    file_name @text NOT NULL,
    state @text NOT NULL CHECK (state IN ('draft', 'approved', 'applied', 'failed', 'undone')),
    revision @int NOT NULL,
    prepared_by @text NOT NULL,     -- name and title, for people
    prepared_mark @text NOT NULL,   -- actor_mark(): who prepares does not approve
    prepared_us @time NOT NULL,
    tried_us @time NOT NULL DEFAULT 0,    -- when it was last carried out for trial and dropped
    tried_took_us @time NOT NULL DEFAULT 0,
    approved_by @text NOT NULL DEFAULT '',
    approved_mark @text NOT NULL DEFAULT '',
    approved_us @time NOT NULL DEFAULT 0,
    runs_us @time NOT NULL DEFAULT 0,     -- when it is applied: 00:00 of the day, or at once
    applied_us @time NOT NULL DEFAULT 0,
    took_us @time NOT NULL DEFAULT 0,     -- how long the transaction took
    problem @text NOT NULL DEFAULT '',    -- why it failed, for people
    undone_us @time NOT NULL DEFAULT 0,
    undone_by @text NOT NULL DEFAULT '',
    undo_number @text NOT NULL DEFAULT '' -- of the counter-decision
);

CREATE INDEX reorganisation_day ON reorganisation (effective_on, id);

-- What the decision orders, in its order. Agencies are named by code on the effective day, because
-- some of them are founded by the decision itself.
CREATE TABLE reorganisation_operation (
    id @id,
    reorganisation_id @int NOT NULL REFERENCES reorganisation(id),
    place @int NOT NULL,
    kind @text NOT NULL CHECK (kind IN ('found', 'change', 'merge', 'split', 'close')),
    code @text NOT NULL,            -- the agency founded, changed, split or closed; the merger's result
    new_code @text NOT NULL,        -- found, change: what it is from the day on; '' in a change: as before
    area_code @text NOT NULL,
    name @text NOT NULL,
    place_name @text NOT NULL,
    unit_kind @text NOT NULL,
    level @int NOT NULL,            -- 0 in a change: as before
    parent_code @text NOT NULL,
    address @text NOT NULL,
    UNIQUE (reorganisation_id, place)
);

-- Whose work goes where: of a merger each agency that goes in, of a split each that comes out.
CREATE TABLE reorganisation_part (
    id @id,
    operation_id @int NOT NULL REFERENCES reorganisation_operation(id),
    place @int NOT NULL,
    code @text NOT NULL,
    rule @text NOT NULL CHECK (rule IN ('all', 'text', 'list')),
    words @text NOT NULL,           -- names of places, or codes of dossiers, one a line
    UNIQUE (operation_id, place)
);

-- Sums over all agencies of the run, as counted in the transaction itself.
CREATE TABLE reorganisation_total (
    reorganisation_id @int NOT NULL REFERENCES reorganisation(id),
    holding @text NOT NULL,
    agency_id @int NOT NULL,
    before_count @int NOT NULL,
    after_count @int NOT NULL,
    PRIMARY KEY (reorganisation_id, holding, agency_id)
);

-- What became of each agency when it was applied: the way back.
CREATE TABLE reorganisation_agency (
    reorganisation_id @int NOT NULL REFERENCES reorganisation(id),
    place @int NOT NULL,            -- in the order of founding and changing
    agency_id @int NOT NULL REFERENCES agency(id),
    fate @text NOT NULL CHECK (fate IN ('founded', 'changed', 'closed', 'kept')),
    heir_id @int NOT NULL,          -- of a closed one; 0: none
    PRIMARY KEY (reorganisation_id, place)
);

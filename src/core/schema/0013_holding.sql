-- What a reorganisation moves from agency to agency (core/holding.h), and who answers for the work
-- of an agency that is no more (core/succession.h). A run is one reorganisation.

-- Every agency that a run touches: totals are counted over these, before and after.
CREATE TABLE holding_scope (
    run_id @int NOT NULL,
    agency_id @int NOT NULL REFERENCES agency(id),
    founded @bool NOT NULL,         -- by the run itself
    PRIMARY KEY (run_id, agency_id)
);

-- Where the whole of an agency goes; what a split sends elsewhere has its holding_move before.
CREATE TABLE holding_route (
    run_id @int NOT NULL,
    from_id @int NOT NULL REFERENCES agency(id),
    to_id @int NOT NULL REFERENCES agency(id),
    PRIMARY KEY (run_id, from_id)
);

-- Each thing that moved. Its roots stand in the evidence of the run.
CREATE TABLE holding_move (
    run_id @int NOT NULL,
    holding @text NOT NULL,         -- struct holding: code
    object_id @int NOT NULL,
    from_id @int NOT NULL,
    to_id @int NOT NULL,
    into_id @int NOT NULL DEFAULT 0, -- the row it became, where it became another
    PRIMARY KEY (run_id, holding, object_id)
);

CREATE INDEX holding_move_object ON holding_move (holding, object_id);

-- The one agency that answers for a closed one, for some days. Where the work went to several
-- (agency_successor) it is the first of them: whatever is counted by heirs is counted once.
CREATE TABLE agency_heir (
    id @id,
    agency_id @int NOT NULL REFERENCES agency(id),
    heir_id @int NOT NULL REFERENCES agency(id),
    valid_from @date NOT NULL,
    valid_to @date,                 -- half-open; NULL: in force
    UNIQUE (agency_id, valid_from)
);

CREATE INDEX agency_heir_heir ON agency_heir (heir_id, valid_from);

CREATE INDEX fact_agency ON fact (agency_id, day);

-- What administrators change, as dated rows: the value of an object from one moment until the
-- next change. `before` of its first row is what held until then.
CREATE TABLE configuration (
    id @id,
    object @text NOT NULL,          -- 'setting:site.hotline', 'calendar:2027-02-08'
    before @text NOT NULL,          -- JSON; 'null': there was none
    value @text NOT NULL,           -- JSON; 'null': taken away, the default holds
    valid_from_us @time NOT NULL,
    valid_to_us @time,              -- NULL: in force
    actor @text NOT NULL,           -- actor_mark()
    reason @text NOT NULL
);

CREATE UNIQUE INDEX configuration_now ON configuration (object) WHERE valid_to_us IS NULL;
CREATE INDEX configuration_object ON configuration (object, id);

-- What auditors ask the log: by who did it, what was done, where, and when. Newest first.
CREATE INDEX evidence_recorded ON evidence (recorded_us, id);
CREATE INDEX evidence_by_kind ON evidence (kind, recorded_us, id);
CREATE INDEX evidence_by_actor ON evidence (actor, recorded_us, id);
CREATE INDEX evidence_by_agency ON evidence (agency_id, recorded_us, id);

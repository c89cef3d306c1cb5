-- What narrowed rights ask of a thing, beside its entry: kept by the module whose thing it is.
ALTER TABLE search_entry ADD COLUMN procedure @text NOT NULL DEFAULT '';
ALTER TABLE search_entry ADD COLUMN holder @text NOT NULL DEFAULT '';


-- Xin xem: somebody asks to see one thing, its keeper lets them for some days or says why not. The
-- thing is kept as it was typed too: a code that nobody has is asked for like any other.
CREATE TABLE access_request (
    id @id,
    person_id @int NOT NULL REFERENCES person(id),
    code @text NOT NULL,            -- as typed, tidied
    object @text NOT NULL,          -- 'dossier:12'; '': nothing has that code
    agency_id @int NOT NULL,        -- who keeps it; 0: nobody
    reason @text NOT NULL,
    asked_us @time NOT NULL,
    asked_by @int NOT NULL REFERENCES account(id),
    answered_us @time,              -- NULL: open
    answered_by @int REFERENCES account(id),
    answer @text NOT NULL DEFAULT '',
    valid_from @date,               -- both NULL: not given
    valid_to @date,                 -- half-open; brought forward when it is taken back
    ended_us @time,                 -- taken back before its day
    ended_by @int REFERENCES account(id)
);

CREATE INDEX access_request_person ON access_request (person_id, object);
CREATE INDEX access_request_agency ON access_request (agency_id, id);

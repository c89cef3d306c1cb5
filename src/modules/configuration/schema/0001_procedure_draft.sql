-- A version of a procedure that was uploaded and read without error, waiting to be published.
CREATE TABLE procedure_draft (
    id @id,
    code @text NOT NULL,
    definition @json NOT NULL,      -- procedure.json
    form @json NOT NULL,            -- form.json
    process @json NOT NULL,         -- process.bpmn as the inspector read it
    bpmn @text NOT NULL,            -- process.bpmn
    actor @text NOT NULL,           -- actor_mark()
    made_us @time NOT NULL,
    ended_us @time                  -- published or thrown away; NULL: waits
);

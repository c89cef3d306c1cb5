-- Everything of the vocabulary.
CREATE TABLE sample (
    id @id,
    code @text NOT NULL UNIQUE, -- said aloud; on the phone
    raw @bytes,
    day @date NOT NULL,
    due_us @time,
    fee_vnd @money NOT NULL,
    answers @json NOT NULL,
    open @bool NOT NULL,
    parent_id @int REFERENCES sample(id),
    note @text NOT NULL DEFAULT 'a;@int'
);
-- sqlite:
CREATE VIRTUAL TABLE sample_words USING fts5(words);
-- postgres:
ALTER TABLE sample ADD COLUMN words TSVECTOR;
-- both:
CREATE INDEX sample_due ON sample (due_us) WHERE open;

-- A sealed report that somebody asked for. It holds what was found, never the file; the pictures of
-- a changed page and all else go with the row an hour later.
CREATE TABLE verify_report (
    id @id,
    token @text NOT NULL UNIQUE,   -- 128 bits: who has it may take the report
    state @int NOT NULL,           -- 1 in line, 2 sealed, 3 given up
    asked_us @time NOT NULL,
    told @text NOT NULL,           -- JSON: verdict, sentence and facts in words
    report @bytes NOT NULL,        -- sign/report_wire.h; empty once sealed
    page_now @bytes NOT NULL,      -- pixels (core/media.h) or empty
    page_before @bytes NOT NULL,
    pdf @bytes NOT NULL,           -- empty until sealed
    fault @text NOT NULL           -- why it was given up, a sentence
);
CREATE INDEX verify_report_asked ON verify_report (asked_us);

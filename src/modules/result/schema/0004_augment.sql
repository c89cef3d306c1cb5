-- What is being done so that a result can be checked in years: tries, and until when the newest
-- timestamp holds by itself.
CREATE TABLE issued_augment (
    document_id @int NOT NULL PRIMARY KEY REFERENCES issued_document(id),
    tries @int NOT NULL,            -- since it last went well
    next_us @time NOT NULL,         -- not before
    fault @text NOT NULL,           -- code of why the last one failed; '': it went well
    kept_until_us @time NOT NULL    -- end of the certificate of the newest timestamp; 0: none yet
);

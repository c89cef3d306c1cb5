-- Files of certificates that are checked, shown with their errors, then applied whole or not at all.
-- The bytes lie in the file store.
CREATE TABLE certificate_import (
    id @id,
    name @text NOT NULL,            -- of the file, as it was sent
    sha256 @text NOT NULL,
    reason @text NOT NULL,
    state @text NOT NULL CHECK (state IN ('checking', 'checked', 'applying', 'applied', 'refused')),
    report @text NOT NULL,          -- JSON: counts and errors by line; '' until it was checked
    account_id @int NOT NULL REFERENCES account(id),
    created_us @time NOT NULL,
    changed_us @time NOT NULL
);

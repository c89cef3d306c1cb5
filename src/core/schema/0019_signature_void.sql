-- When a signature that was counted was found not to hold, why, and when it was found to hold again
-- (a suspension that was lifted). Dated, so that the figures of a past day stay as they were.
CREATE TABLE signature_void (
    id @id,
    signature_id @int NOT NULL REFERENCES signature(id),
    from_us @time NOT NULL,
    until_us @time,                 -- half-open; NULL: does not hold
    fault @text NOT NULL            -- as the validation says: "TOTAL-FAILED / HASH_FAILURE"
);

CREATE INDEX signature_void_signature ON signature_void (signature_id, from_us);

-- Nothing ever wrote it.
ALTER TABLE signature DROP COLUMN voided_us;

CREATE INDEX signature_object ON signature (object);
CREATE INDEX signature_certificate ON signature (certificate_id, signed_us);

-- When the holder was told that it ends; 0: not yet.
ALTER TABLE certificate ADD COLUMN reminded_us @time NOT NULL DEFAULT 0;

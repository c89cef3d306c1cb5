-- Certificates that the node signs with and trusts. The keys themselves are the signer's.
CREATE TABLE certificate (
    id @id,
    kind @text NOT NULL,            -- 'person', 'agency', 'root', 'issuer'
    key_id @text NOT NULL,          -- 'nguoi-7', 'dau-3': what the signer calls the key; '' otherwise
    person_id @int REFERENCES person(id),
    agency_id @int REFERENCES agency(id),
    der @bytes NOT NULL,
    sha256 @text NOT NULL UNIQUE,   -- of der, lower-case hex
    name @text NOT NULL,            -- common name
    not_before_us @time NOT NULL,
    not_after_us @time NOT NULL,
    added_us @time NOT NULL
);

CREATE INDEX certificate_person ON certificate (person_id, not_after_us);
CREATE INDEX certificate_agency ON certificate (agency_id, not_after_us);

-- What the newest readings showed, one row a screen as it was shown. A list of fifty would touch
-- fifty pages of evidence_subject before its page is sent; a job takes the rows over in bundles,
-- and who asks meanwhile looks into both.
CREATE TABLE evidence_subject_recent (
    evidence_id @int PRIMARY KEY REFERENCES evidence(id),
    objects @json NOT NULL
);

-- What a paper says, paragraph by paragraph: for showing what changed since it was last seen.
CREATE TABLE issued_text (
    id @id,
    document_id @int NOT NULL REFERENCES issued_document(id),
    sha256 @text NOT NULL,
    paragraphs @json NOT NULL,
    made_us @time NOT NULL,
    UNIQUE (document_id, sha256)
);

-- Batches are the signing desk's from here on (modules/signing); what was under way is signed anew.
UPDATE issued_document
SET state = 1, revision = revision + 1, grant_id = '', draft_digest = '', signature = '',
    reason = 'Phần mềm được nâng cấp trong lúc ký. Xem rồi ký lại.'
WHERE state = 2;
DELETE FROM job WHERE kind = 'result.sign';

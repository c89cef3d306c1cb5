-- Parts of the files that this node has issued, by their hash: a file in which one byte was changed
-- still has the others. A part is a revision of the PDF, from one %%EOF to the next.
CREATE TABLE verify_part (
    id @id,
    part_sha256 @text NOT NULL UNIQUE,
    file_sha256 @text NOT NULL
);

-- How far the evidence log has been read for issued files.
CREATE TABLE verify_progress (
    name @text NOT NULL PRIMARY KEY,
    leaf_index @int NOT NULL
);

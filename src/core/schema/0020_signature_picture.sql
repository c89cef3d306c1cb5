-- Pictures that signatures show (NĐ 30/2020, Phụ lục I): a person's hand, an agency's seal. Dated
-- data: a row is in force from its time on until the next row of the same owner, whatever was
-- signed before keeps what it showed.
CREATE TABLE signature_picture (
    id @id,
    owner @text NOT NULL,         -- 'person:7', 'agency:3'
    sha256 @text NOT NULL,        -- pixels as sign/appearance.h packs them; '': drawn by the node
    sent_sha256 @text NOT NULL,   -- of the file that was sent; '': none
    size @int NOT NULL,           -- a seal's diameter in tenths of a millimetre; 0: a hand
    sample_sha256 @text NOT NULL, -- a paper that shows it; '': not printed yet
    reason @text NOT NULL,
    added_by @text NOT NULL,      -- actor_mark()
    added_us @time NOT NULL,
    from_us @time NOT NULL        -- in force from here on; 0: not confirmed
);

CREATE INDEX signature_picture_owner ON signature_picture (owner, from_us);

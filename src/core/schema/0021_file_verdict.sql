-- What the signatures of a stored file were worth when it came in; a file without any has no row.
CREATE TABLE file_verdict (
    id @id,
    sha256 @text NOT NULL UNIQUE,
    state @text NOT NULL,        -- 'valid', 'open', 'bad', 'modified', 'unread'
    word @text NOT NULL,         -- EN 319 102-1: "INDETERMINATE / TRY_LATER"
    report @bytes NOT NULL,      -- sign/report_wire.h
    judged_us @time NOT NULL
);

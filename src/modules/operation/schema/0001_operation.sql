-- What was done to keep the node alive: backups, restore drills, upgrades and their rehearsals.
CREATE TABLE operation_run (
    id @id,
    kind @text NOT NULL CHECK (kind IN ('backup', 'drill', 'rehearsal', 'upgrade', 'rollback',
        'restore')),
    good @bool NOT NULL,
    began_us @time NOT NULL,
    ended_us @time NOT NULL,
    place @text NOT NULL,           -- folder of the backup; '' where there is none
    program @text NOT NULL,         -- version that did it
    row_count @int NOT NULL,        -- of all tables
    file_count @int NOT NULL,
    byte_count @int NOT NULL,       -- of the whole backup
    new_bytes @int NOT NULL,        -- of it copied this time
    log_size @int NOT NULL,         -- leaves under the checkpoint
    manifest_sha256 @text NOT NULL, -- of manifest.json; '' where there is none
    detail @text NOT NULL           -- what failed, or what the report says
);

CREATE INDEX operation_run_kind ON operation_run (kind, ended_us);

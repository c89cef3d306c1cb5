-- Messages to citizens, written in the transaction of what they tell of, sent afterwards.
CREATE TABLE notification (
    id @id,
    phone @text NOT NULL,           -- E.164
    body @text NOT NULL,            -- one SMS: 70 characters with marks or 160 without
    object @text NOT NULL,          -- the dossier code
    created_us @time NOT NULL,
    sent_us @time                   -- NULL: waits for a gateway
);

CREATE INDEX notification_waiting ON notification (sent_us, id);

-- How many people can administer roles, as last counted: there is never a change from some to none.
ALTER TABLE authority ADD COLUMN administrators @int NOT NULL DEFAULT 0;

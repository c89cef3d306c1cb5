-- Refers to a table of a module: stands after it all the same.
CREATE TABLE link (dossier_id @int NOT NULL REFERENCES dossier(id));

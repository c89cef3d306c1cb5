-- Who sent a dossier, when they were signed in, and how sure we were of them (core/assurance.h).
ALTER TABLE dossier ADD COLUMN citizen_id @int NOT NULL DEFAULT 0;
ALTER TABLE dossier ADD COLUMN assurance @text NOT NULL DEFAULT 'none';
CREATE INDEX dossier_identifier ON dossier (identifier, id);
CREATE INDEX dossier_citizen ON dossier (citizen_id, id) WHERE citizen_id > 0;

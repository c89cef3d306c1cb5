CREATE TABLE dossier (id @id, sample_id @int REFERENCES sample(id));

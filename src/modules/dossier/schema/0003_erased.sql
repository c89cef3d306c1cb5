-- When everything personal was taken out of a dossier; its code, dates and steps stay.
ALTER TABLE dossier ADD COLUMN erased_us @time;

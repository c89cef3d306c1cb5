-- For whom a dossier waits is what a narrowed right asks of its entry, whoever hands it on.
UPDATE search_entry
SET procedure = p.code, holder = d.holder_role
FROM dossier d JOIN procedure_version v ON v.id = d.procedure_version_id
     JOIN procedure p ON p.id = v.procedure_id
WHERE search_entry.kind = 3 AND search_entry.object_id = d.id;

-- sqlite:
CREATE TRIGGER dossier_search_holder AFTER UPDATE OF holder_role ON dossier
WHEN OLD.holder_role <> NEW.holder_role BEGIN
    UPDATE search_entry SET holder = NEW.holder_role WHERE kind = 3 AND object_id = NEW.id;
END;
-- postgres:
CREATE FUNCTION dossier_search_holder() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    UPDATE search_entry SET holder = NEW.holder_role WHERE kind = 3 AND object_id = NEW.id;
    RETURN NULL;
END';
CREATE TRIGGER dossier_search_holder AFTER UPDATE OF holder_role ON dossier
FOR EACH ROW WHEN (OLD.holder_role <> NEW.holder_role) EXECUTE FUNCTION dossier_search_holder();

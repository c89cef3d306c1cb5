-- Lists of those who see more than one agency: what is open, by due date.
CREATE INDEX dossier_open ON dossier (due_us, id) WHERE holder_role <> '';
-- One agency's open dossiers by due date, whoever holds them; and what is closed, newest first.
CREATE INDEX dossier_agency_open ON dossier (agency_id, due_us, id) WHERE holder_role <> '';
CREATE INDEX dossier_agency_closed ON dossier (agency_id, id) WHERE holder_role = '';

-- A dossier that moves to another agency is found there and no longer here, whoever moved it.
-- sqlite:
CREATE TRIGGER dossier_search_move AFTER UPDATE OF agency_id ON dossier
WHEN OLD.agency_id <> NEW.agency_id BEGIN
    UPDATE search_entry
    SET agency_id = NEW.agency_id,
        words = replace(words, ' @' || OLD.agency_id, ' @' || NEW.agency_id)
    WHERE kind = 3 AND object_id = NEW.id;
END;
-- postgres:
CREATE FUNCTION dossier_search_move() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    UPDATE search_entry
    SET agency_id = NEW.agency_id,
        words = ts_delete(words, ''@'' || OLD.agency_id)
                || CAST(''@'' || NEW.agency_id AS TSVECTOR)
    WHERE kind = 3 AND object_id = NEW.id;
    RETURN NULL;
END';
CREATE TRIGGER dossier_search_move AFTER UPDATE OF agency_id ON dossier
FOR EACH ROW WHEN (OLD.agency_id <> NEW.agency_id) EXECUTE FUNCTION dossier_search_move();

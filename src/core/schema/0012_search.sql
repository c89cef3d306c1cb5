-- What people find by typing, one row a thing. Written in the transaction of the change; it can
-- always be made again from the tables it was made from (truc search rebuild).
CREATE TABLE search_entry (
    id @id,
    kind @int NOT NULL,             -- core/search.h: enum search_kind
    object_id @int NOT NULL,        -- of the thing in its own table
    agency_id @int NOT NULL,        -- whose thing it is: decides who finds it; 0: anybody
    key @text NOT NULL,             -- what its address needs: the code of a dossier
    title @text NOT NULL,
    note @text NOT NULL,            -- a second line
    digest @int NOT NULL,           -- of all of this, for comparing
-- sqlite:
    words @text NOT NULL,           -- tokens, core/search_words.h, with spaces between
-- postgres:
    words TSVECTOR NOT NULL,
-- both:
    UNIQUE (kind, object_id)
);
CREATE INDEX search_entry_agency ON search_entry (agency_id, id);

-- sqlite:
-- Tokens to rows, newest first: those that are somebody's apart from those that anybody may find.
CREATE VIRTUAL TABLE search_held USING fts5(words, content='', detail='none', columnsize=0,
    tokenize="ascii tokenchars '=@#.'");
CREATE VIRTUAL TABLE search_open USING fts5(words, content='', detail='none', columnsize=0,
    tokenize="ascii tokenchars '=@#.'");
CREATE TRIGGER search_held_add AFTER INSERT ON search_entry WHEN NEW.agency_id <> 0 BEGIN
    INSERT INTO search_held (rowid, words) VALUES (NEW.id, NEW.words);
END;
CREATE TRIGGER search_held_drop AFTER DELETE ON search_entry WHEN OLD.agency_id <> 0 BEGIN
    INSERT INTO search_held (search_held, rowid, words) VALUES ('delete', OLD.id, OLD.words);
END;
CREATE TRIGGER search_held_change AFTER UPDATE OF words, agency_id ON search_entry
WHEN NEW.agency_id <> 0 BEGIN
    INSERT INTO search_held (search_held, rowid, words) VALUES ('delete', OLD.id, OLD.words);
    INSERT INTO search_held (rowid, words) VALUES (NEW.id, NEW.words);
END;
CREATE TRIGGER search_open_add AFTER INSERT ON search_entry WHEN NEW.agency_id = 0 BEGIN
    INSERT INTO search_open (rowid, words) VALUES (NEW.id, NEW.words);
END;
CREATE TRIGGER search_open_drop AFTER DELETE ON search_entry WHEN OLD.agency_id = 0 BEGIN
    INSERT INTO search_open (search_open, rowid, words) VALUES ('delete', OLD.id, OLD.words);
END;
CREATE TRIGGER search_open_change AFTER UPDATE OF words ON search_entry
WHEN NEW.agency_id = 0 BEGIN
    INSERT INTO search_open (search_open, rowid, words) VALUES ('delete', OLD.id, OLD.words);
    INSERT INTO search_open (rowid, words) VALUES (NEW.id, NEW.words);
END;
-- postgres:
-- A small pending list: whoever searches reads it from one end to the other.
CREATE INDEX search_held ON search_entry USING gin (words)
    WITH (gin_pending_list_limit = 256) WHERE agency_id <> 0;
CREATE INDEX search_open ON search_entry USING gin (words)
    WITH (gin_pending_list_limit = 256) WHERE agency_id = 0;

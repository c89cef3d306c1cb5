-- name: search_put :exec
-- in: kind int, object_id int, agency_id int, key text, title text, note text, digest int,
--     words text, procedure text, holder text
-- sqlite:
INSERT INTO search_entry (kind, object_id, agency_id, key, title, note, digest, words,
                          procedure, holder)
VALUES (:kind, :object_id, :agency_id, :key, :title, :note, :digest, :words,
        :procedure, :holder)
ON CONFLICT (kind, object_id) DO UPDATE
SET agency_id = excluded.agency_id, key = excluded.key, title = excluded.title,
    note = excluded.note, digest = excluded.digest, words = excluded.words,
    procedure = excluded.procedure, holder = excluded.holder
WHERE search_entry.digest <> excluded.digest OR search_entry.agency_id <> excluded.agency_id
   OR search_entry.procedure <> excluded.procedure OR search_entry.holder <> excluded.holder;
-- postgres:
INSERT INTO search_entry (kind, object_id, agency_id, key, title, note, digest, words,
                          procedure, holder)
VALUES (:kind, :object_id, :agency_id, :key, :title, :note, :digest, CAST(:words AS TSVECTOR),
        :procedure, :holder)
ON CONFLICT (kind, object_id) DO UPDATE
SET agency_id = excluded.agency_id, key = excluded.key, title = excluded.title,
    note = excluded.note, digest = excluded.digest, words = excluded.words,
    procedure = excluded.procedure, holder = excluded.holder
WHERE search_entry.digest <> excluded.digest OR search_entry.agency_id <> excluded.agency_id
   OR search_entry.procedure <> excluded.procedure OR search_entry.holder <> excluded.holder;

-- name: search_drop :exec
-- in: kind int, object_id int
DELETE FROM search_entry WHERE kind = :kind AND object_id = :object_id;

-- name: search_digests :many
-- in: kind int, after int, until int
-- out: object_id int, agency_id int, digest int, procedure text, holder text
SELECT object_id, agency_id, digest, procedure, holder FROM search_entry
WHERE kind = :kind AND object_id > :after AND object_id <= :until ORDER BY object_id;

-- name: search_drop_between :exec
-- in: kind int, after int, until int
DELETE FROM search_entry WHERE kind = :kind AND object_id > :after AND object_id <= :until;

-- Agencies and people: everybody's.
-- name: search_open :many
-- in: query text, kind int, most int
-- out: object_id int, agency_id int, key text, title text, note text
-- sqlite:
SELECT e.object_id, e.agency_id, e.key, e.title, e.note
FROM search_open CROSS JOIN search_entry e ON e.id = search_open.rowid
WHERE search_open MATCH :query AND e.kind = :kind
ORDER BY search_open.rowid DESC
LIMIT :most;
-- postgres:
SELECT object_id, agency_id, key, title, note
FROM (SELECT id, object_id, agency_id, key, title, note FROM search_entry
      WHERE agency_id = 0 AND words @@ CAST(:query AS TSQUERY) AND kind = :kind OFFSET 0) found
ORDER BY id DESC
LIMIT :most;

-- What belongs to an agency of the scope, newest first. FTS5 walks the rows of a query from the
-- newest and stops. GIN cannot: there the newest rows are looked through first, and only what is
-- rarer than `most` among them is looked up. The permission is asked row by row, of the heir of an
-- agency that is no more: as EXISTS the planner would join all agencies of the scope first.
-- name: search_held :many
-- in: query text, kind int, grants json, day date, most int
-- out: object_id int, agency_id int, key text, title text, note text
-- sqlite:
SELECT e.object_id, e.agency_id, e.key, e.title, e.note
FROM search_held CROSS JOIN search_entry e ON e.id = search_held.rowid
WHERE search_held MATCH :query AND e.kind = :kind
  AND @reached(:grants, @heir(e.agency_id), e.procedure, e.holder)
ORDER BY search_held.rowid DESC
LIMIT :most;
-- postgres:
WITH newest AS MATERIALIZED (
  SELECT id, object_id, agency_id, key, title, note
  FROM (SELECT id, kind, object_id, agency_id, key, title, note, words, procedure, holder
        FROM search_entry WHERE agency_id <> 0 ORDER BY id DESC LIMIT 4000) e
  WHERE words @@ CAST(:query AS TSQUERY) AND kind = :kind
    AND @reached(:grants, @heir(e.agency_id), e.procedure, e.holder)
  ORDER BY id DESC LIMIT :most),
looked_up AS MATERIALIZED (
  SELECT id, object_id, agency_id, key, title, note
  FROM search_entry e
  WHERE (SELECT COUNT(*) FROM newest) < :most
    AND agency_id <> 0 AND words @@ CAST(:query AS TSQUERY) AND kind = :kind
    AND @reached(:grants, @heir(e.agency_id), e.procedure, e.holder))
SELECT object_id, agency_id, key, title, note
FROM (SELECT * FROM newest WHERE (SELECT COUNT(*) FROM newest) >= :most
      UNION ALL SELECT * FROM looked_up) found
ORDER BY id DESC
LIMIT :most;

-- The same for a scope of one agency and those whose work it took over. SQLite finds their tokens in
-- the query; PostgreSQL, for which a choice of tokens is dear, adds them one by one.
-- name: search_held_here :many
-- in: query text, kind int, grants json, day date, agencies json, most int
-- out: object_id int, agency_id int, key text, title text, note text
-- sqlite:
SELECT e.object_id, e.agency_id, e.key, e.title, e.note
FROM search_held CROSS JOIN search_entry e ON e.id = search_held.rowid
WHERE search_held MATCH :query AND e.kind = :kind
  AND e.agency_id IN (SELECT CAST(a.value ->> 'agency' AS @int) FROM json_each(:agencies) a)
  AND @reached(:grants, @heir(e.agency_id), e.procedure, e.holder)
ORDER BY search_held.rowid DESC
LIMIT :most;
-- postgres:
WITH newest AS MATERIALIZED (
  SELECT id, object_id, agency_id, key, title, note
  FROM json_each(:agencies) a CROSS JOIN LATERAL
       (SELECT id, kind, object_id, agency_id, key, title, note, words, procedure, holder
        FROM search_entry WHERE agency_id = CAST(a.value ->> 'agency' AS @int)
        ORDER BY id DESC LIMIT 500) e
  WHERE words @@ CAST(:query AS TSQUERY) AND kind = :kind
    AND @reached(:grants, @heir(e.agency_id), e.procedure, e.holder)
  ORDER BY id DESC LIMIT :most),
looked_up AS MATERIALIZED (
  SELECT e.id, e.object_id, e.agency_id, e.key, e.title, e.note
  FROM json_each(:agencies) a CROSS JOIN LATERAL
       (SELECT id, object_id, agency_id, key, title, note, procedure, holder FROM search_entry
        WHERE (SELECT COUNT(*) FROM newest) < :most AND agency_id <> 0 AND kind = :kind
          AND words @@ (CAST(:query AS TSQUERY)
                        && CAST('''@' || (a.value ->> 'agency') || '''' AS TSQUERY))) e
  WHERE @reached(:grants, @heir(e.agency_id), e.procedure, e.holder))
SELECT object_id, agency_id, key, title, note
FROM (SELECT * FROM newest WHERE (SELECT COUNT(*) FROM newest) >= :most
      UNION ALL SELECT * FROM looked_up) found
ORDER BY id DESC
LIMIT :most;

-- name: search_people :many
-- in: after int, most int
-- out: id int, name text
SELECT id, name FROM person WHERE id > :after ORDER BY id LIMIT :most;

-- Every name and code of some agencies, the newest version first, further codes last.
-- name: search_agencies :many
-- in: after int, most int
-- out: agency_id int, name text, place text, code text
WITH few AS (
  SELECT DISTINCT agency_id AS id FROM agency_version WHERE agency_id > :after
  ORDER BY agency_id LIMIT :most)
SELECT agency_id, name, place, code
FROM (SELECT v.agency_id, v.name, v.place, v.code, v.valid_from AS since
      FROM few JOIN agency_version v ON v.agency_id = few.id
      UNION ALL
      SELECT c.agency_id, '' AS name, '' AS place, c.code, '' AS since
      FROM few JOIN agency_code c ON c.agency_id = few.id) words
ORDER BY agency_id, since DESC, code;

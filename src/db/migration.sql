-- The table that db_migrate makes itself.

-- name: migration_all :many
-- out: name text
SELECT name FROM migration ORDER BY name;

-- name: migration_claim :exec
-- in: name text, applied time
INSERT INTO migration (name, applied_us) VALUES (:name, :applied) ON CONFLICT DO NOTHING;

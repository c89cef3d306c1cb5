-- name: roles_all :many
-- in: day date
-- out: code text, name text, rights text, holders int
SELECT o.code, o.name,
       COALESCE((SELECT @join(r.permission, ' ') FROM role_permission r
                 WHERE r.role = o.code AND r.valid_from <= :day
                   AND (r.valid_to IS NULL OR r.valid_to > :day)), ''),
       (SELECT COUNT(DISTINCT t.person_id) FROM position q JOIN appointment t ON t.position_id = q.id
        WHERE q.role = o.code AND q.valid_from <= :day
          AND (q.valid_to IS NULL OR q.valid_to > :day)
          AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day))
FROM role o
WHERE o.valid_from <= :day AND (o.valid_to IS NULL OR o.valid_to > :day)
ORDER BY o.id;

-- name: role_stretches :many
-- in: code text
-- out: permission text, decision text, valid_from date, valid_to date?
SELECT permission, decision, valid_from, valid_to
FROM role_permission
WHERE role = :code AND (valid_to IS NOT NULL OR valid_from > '2000-01-01')
ORDER BY COALESCE(valid_to, valid_from) DESC, id DESC
LIMIT 500;

-- name: role_permission_end :exec
-- in: role text, permission text, day date
UPDATE role_permission SET valid_to = :day
WHERE role = :role AND permission = :permission AND valid_to IS NULL;

-- name: role_code_any :opt
-- in: code text
-- out: id int
SELECT id FROM role WHERE code = :code ORDER BY id LIMIT 1;

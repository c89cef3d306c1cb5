-- name: privacy_readings :many
-- in: object text, before int, everybody bool, most int
-- out: id int, actor text, agency_id int, recorded time, record text
-- sqlite:
SELECT e.id, e.actor, e.agency_id, e.recorded_us, e.record
FROM (SELECT s.evidence_id AS id FROM evidence_subject s WHERE s.object = :object
      UNION SELECT r.evidence_id FROM evidence_subject_recent r, json_each(r.objects) j
      WHERE j.value = :object) f
JOIN evidence e ON e.id = f.id
WHERE f.id < :before AND e.record <> '' AND (e.agency_id > 0 OR :everybody)
ORDER BY f.id DESC
LIMIT :most;
-- postgres:
SELECT e.id, e.actor, e.agency_id, e.recorded_us, e.record
FROM (SELECT s.evidence_id AS id FROM evidence_subject s WHERE s.object = :object
      UNION SELECT r.evidence_id
      FROM evidence_subject_recent r, json_array_elements_text(CAST(r.objects AS json)) AS j(value)
      WHERE j.value = :object) f
JOIN evidence e ON e.id = f.id
WHERE f.id < :before AND e.record <> '' AND (e.agency_id > 0 OR :everybody)
ORDER BY f.id DESC
LIMIT :most;

-- name: privacy_reading :opt
-- in: object text, evidence_id int
-- out: id int, actor text, agency_id int, recorded time, record text
-- sqlite:
SELECT e.id, e.actor, e.agency_id, e.recorded_us, e.record
FROM evidence e
WHERE e.id = :evidence_id AND e.record <> ''
  AND (EXISTS (SELECT 1 FROM evidence_subject s
               WHERE s.object = :object AND s.evidence_id = e.id)
       OR EXISTS (SELECT 1 FROM evidence_subject_recent r, json_each(r.objects) j
                  WHERE r.evidence_id = e.id AND j.value = :object));
-- postgres:
SELECT e.id, e.actor, e.agency_id, e.recorded_us, e.record
FROM evidence e
WHERE e.id = :evidence_id AND e.record <> ''
  AND (EXISTS (SELECT 1 FROM evidence_subject s
               WHERE s.object = :object AND s.evidence_id = e.id)
       OR EXISTS (SELECT 1 FROM evidence_subject_recent r,
                  json_array_elements_text(CAST(r.objects AS json)) AS j(value)
                  WHERE r.evidence_id = e.id AND j.value = :object));

-- name: privacy_reader :opt
-- in: account_id int, agency_id int, day date
-- out: name text, title text?
SELECT p.name,
       (SELECT q.title FROM appointment t
        JOIN position q ON q.id = t.position_id
        JOIN unit u ON u.id = q.unit_id
        WHERE t.person_id = p.id AND u.agency_id = :agency_id
          AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
        ORDER BY t.id LIMIT 1)
FROM account a
JOIN person p ON p.id = a.person_id
WHERE a.id = :account_id;

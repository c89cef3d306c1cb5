-- The rows of a measure and the counts of the same rows by agency. Where the two texts agree is
-- held by a test that counts the rows. A row belongs to the agency of its day and to what stood
-- above that agency on that day; once the agency has ended, also to its heir of :today (the day of
-- :as_of) and to what stands above that one. A tally counts each row once, at the agency that
-- answers for it on :today. :part is 0 numerator, 1 denominator, 2 the difference.

-- name: electronic_rows :many
-- in: from time, as_of time, today date, scope int, level int, part int, most int, skip int
-- out: ref text, agency_code text, agency_name text, level int, happened time, due time,
--      signed_us time, counts int
SELECT r.ref, v.code, v.name, v.level, r.happened_us, r.due_us, r.signed_us,
       CASE WHEN r.signed_us > 0 THEN 1 ELSE 0 END
FROM (SELECT f.id, f.ref, f.agency_id, f.day, f.happened_us, COALESCE(f.due_us, 0) AS due_us,
             COALESCE((SELECT MAX(s.happened_us) FROM fact s
                       WHERE s.object = f.object AND s.kind = 'result.signed'
                         AND s.recorded_us <= :as_of
                         AND NOT EXISTS (SELECT 1 FROM fact w WHERE w.object = s.object
                                         AND w.kind = 'result.voided' AND w.id > s.id
                                         AND w.recorded_us <= :as_of)), 0) AS signed_us
      FROM fact f
      WHERE f.kind = 'dossier.finished' AND f.detail = 'result'
        AND f.happened_us >= :from AND f.happened_us <= :as_of AND f.recorded_us <= :as_of) AS r
JOIN agency_version v ON v.agency_id = r.agency_id
  AND v.valid_from <= r.day AND (v.valid_to IS NULL OR v.valid_to > r.day)
WHERE (:level = 0 OR v.level = :level)
  AND (:scope = 0
       OR EXISTS (SELECT 1 FROM agency_closure c WHERE c.ancestor_id = :scope
                  AND c.descendant_id = r.agency_id
                  AND c.valid_from <= r.day AND (c.valid_to IS NULL OR c.valid_to > r.day))
       OR EXISTS (SELECT 1 FROM agency_heir h JOIN agency_closure c ON c.descendant_id = h.heir_id
                  WHERE h.agency_id = r.agency_id AND c.ancestor_id = :scope
                  AND h.valid_from <= :today AND (h.valid_to IS NULL OR h.valid_to > :today)
                  AND c.valid_from <= :today AND (c.valid_to IS NULL OR c.valid_to > :today)))
  AND (:part = 1 OR (:part = 0 AND r.signed_us > 0) OR (:part = 2 AND r.signed_us = 0))
ORDER BY r.happened_us DESC, r.id DESC LIMIT :most OFFSET :skip;

-- name: electronic_tally :many
-- in: from time, as_of time, today date, scope int, level int
-- out: agency_id int, agency_code text, agency_name text, level int, numerator int, denominator int
SELECT t.agency_id, n.code, n.name, n.level, t.numerator, t.denominator
FROM (SELECT COALESCE(o.heir_id, r.agency_id) AS agency_id,
             SUM(CASE WHEN r.signed_us > 0 THEN 1 ELSE 0 END) AS numerator, COUNT(*) AS denominator
FROM (SELECT f.agency_id, f.day,
             COALESCE((SELECT MAX(s.happened_us) FROM fact s
                       WHERE s.object = f.object AND s.kind = 'result.signed'
                         AND s.recorded_us <= :as_of
                         AND NOT EXISTS (SELECT 1 FROM fact w WHERE w.object = s.object
                                         AND w.kind = 'result.voided' AND w.id > s.id
                                         AND w.recorded_us <= :as_of)), 0) AS signed_us
      FROM fact f
      WHERE f.kind = 'dossier.finished' AND f.detail = 'result'
        AND f.happened_us >= :from AND f.happened_us <= :as_of AND f.recorded_us <= :as_of) AS r
JOIN agency_version v ON v.agency_id = r.agency_id
  AND v.valid_from <= r.day AND (v.valid_to IS NULL OR v.valid_to > r.day)
LEFT JOIN agency_heir o ON o.agency_id = r.agency_id
  AND o.valid_from <= :today AND (o.valid_to IS NULL OR o.valid_to > :today)
WHERE (:level = 0 OR v.level = :level)
  AND (:scope = 0
       OR EXISTS (SELECT 1 FROM agency_closure c WHERE c.ancestor_id = :scope
                  AND c.descendant_id = r.agency_id
                  AND c.valid_from <= r.day AND (c.valid_to IS NULL OR c.valid_to > r.day))
       OR EXISTS (SELECT 1 FROM agency_heir h JOIN agency_closure c ON c.descendant_id = h.heir_id
                  WHERE h.agency_id = r.agency_id AND c.ancestor_id = :scope
                  AND h.valid_from <= :today AND (h.valid_to IS NULL OR h.valid_to > :today)
                  AND c.valid_from <= :today AND (c.valid_to IS NULL OR c.valid_to > :today)))
GROUP BY COALESCE(o.heir_id, r.agency_id)) AS t
JOIN agency_version n ON n.agency_id = t.agency_id
  AND n.valid_from = (SELECT MAX(w.valid_from) FROM agency_version w
                      WHERE w.agency_id = t.agency_id AND w.valid_from <= :today)
ORDER BY n.code, n.name;

-- Finished in the window, and received, running and already overdue: the last word about a dossier
-- is then neither "paused" nor "finished".
-- name: on_time_rows :many
-- in: from time, as_of time, today date, scope int, level int, part int, most int, skip int
-- out: ref text, agency_code text, agency_name text, level int, happened time, due time,
--      signed_us time, counts int
SELECT r.ref, v.code, v.name, v.level, r.happened_us, r.due_us, 0, r.counts
FROM (SELECT f.id, f.ref, f.agency_id, f.day, f.happened_us, f.due_us,
             CASE WHEN f.happened_us <= f.due_us THEN 1 ELSE 0 END AS counts
      FROM fact f
      WHERE f.kind = 'dossier.finished' AND f.due_us IS NOT NULL
        AND f.happened_us >= :from AND f.happened_us <= :as_of AND f.recorded_us <= :as_of
      UNION ALL
      SELECT f.id, f.ref, f.agency_id, f.day, 0, f.due_us, 0
      FROM fact f
      WHERE f.kind IN ('dossier.received', 'dossier.resumed')
        AND f.recorded_us <= :as_of AND f.due_us < :as_of
        AND NOT EXISTS (SELECT 1 FROM fact n WHERE n.object = f.object AND n.id > f.id
                        AND n.recorded_us <= :as_of
                        AND n.kind IN ('dossier.received', 'dossier.resumed', 'dossier.paused',
                                       'dossier.finished'))) AS r
JOIN agency_version v ON v.agency_id = r.agency_id
  AND v.valid_from <= r.day AND (v.valid_to IS NULL OR v.valid_to > r.day)
WHERE (:level = 0 OR v.level = :level)
  AND (:scope = 0
       OR EXISTS (SELECT 1 FROM agency_closure c WHERE c.ancestor_id = :scope
                  AND c.descendant_id = r.agency_id
                  AND c.valid_from <= r.day AND (c.valid_to IS NULL OR c.valid_to > r.day))
       OR EXISTS (SELECT 1 FROM agency_heir h JOIN agency_closure c ON c.descendant_id = h.heir_id
                  WHERE h.agency_id = r.agency_id AND c.ancestor_id = :scope
                  AND h.valid_from <= :today AND (h.valid_to IS NULL OR h.valid_to > :today)
                  AND c.valid_from <= :today AND (c.valid_to IS NULL OR c.valid_to > :today)))
  AND (:part = 1 OR (:part = 0 AND r.counts = 1) OR (:part = 2 AND r.counts = 0))
ORDER BY r.happened_us DESC, r.id DESC LIMIT :most OFFSET :skip;

-- name: on_time_tally :many
-- in: from time, as_of time, today date, scope int, level int
-- out: agency_id int, agency_code text, agency_name text, level int, numerator int, denominator int
SELECT t.agency_id, n.code, n.name, n.level, t.numerator, t.denominator
FROM (SELECT COALESCE(o.heir_id, r.agency_id) AS agency_id,
             SUM(r.counts) AS numerator, COUNT(*) AS denominator
FROM (SELECT f.agency_id, f.day, CASE WHEN f.happened_us <= f.due_us THEN 1 ELSE 0 END AS counts
      FROM fact f
      WHERE f.kind = 'dossier.finished' AND f.due_us IS NOT NULL
        AND f.happened_us >= :from AND f.happened_us <= :as_of AND f.recorded_us <= :as_of
      UNION ALL
      SELECT f.agency_id, f.day, 0
      FROM fact f
      WHERE f.kind IN ('dossier.received', 'dossier.resumed')
        AND f.recorded_us <= :as_of AND f.due_us < :as_of
        AND NOT EXISTS (SELECT 1 FROM fact n WHERE n.object = f.object AND n.id > f.id
                        AND n.recorded_us <= :as_of
                        AND n.kind IN ('dossier.received', 'dossier.resumed', 'dossier.paused',
                                       'dossier.finished'))) AS r
JOIN agency_version v ON v.agency_id = r.agency_id
  AND v.valid_from <= r.day AND (v.valid_to IS NULL OR v.valid_to > r.day)
LEFT JOIN agency_heir o ON o.agency_id = r.agency_id
  AND o.valid_from <= :today AND (o.valid_to IS NULL OR o.valid_to > :today)
WHERE (:level = 0 OR v.level = :level)
  AND (:scope = 0
       OR EXISTS (SELECT 1 FROM agency_closure c WHERE c.ancestor_id = :scope
                  AND c.descendant_id = r.agency_id
                  AND c.valid_from <= r.day AND (c.valid_to IS NULL OR c.valid_to > r.day))
       OR EXISTS (SELECT 1 FROM agency_heir h JOIN agency_closure c ON c.descendant_id = h.heir_id
                  WHERE h.agency_id = r.agency_id AND c.ancestor_id = :scope
                  AND h.valid_from <= :today AND (h.valid_to IS NULL OR h.valid_to > :today)
                  AND c.valid_from <= :today AND (c.valid_to IS NULL OR c.valid_to > :today)))
GROUP BY COALESCE(o.heir_id, r.agency_id)) AS t
JOIN agency_version n ON n.agency_id = t.agency_id
  AND n.valid_from = (SELECT MAX(w.valid_from) FROM agency_version w
                      WHERE w.agency_id = t.agency_id AND w.valid_from <= :today)
ORDER BY n.code, n.name;

-- Leaders in office on :today, once a level, from the register of certificates and the signatures
-- that were validated, and from nothing else. :aspect is 1 issued, 2 using, 3 both above the
-- communes, 4 both in communes. A row is called by the number of the appointment.

-- name: leader_rows :many
-- in: from time, as_of time, today date, scope int, level int, aspect int, part int, most int,
--     skip int
-- out: ref text, agency_code text, agency_name text, level int, happened time, due time,
--      signed_us time, counts int
SELECT CAST(l.id AS @text), l.code, l.name, l.level, l.since_us, l.until_us, l.signed_us, l.counts
FROM @leaders(:as_of) AS l
WHERE (:level = 0 OR l.level = :level)
  AND (:scope = 0 OR EXISTS (SELECT 1 FROM agency_closure c WHERE c.ancestor_id = :scope
                             AND c.descendant_id = l.agency_id AND c.valid_from <= :today
                             AND (c.valid_to IS NULL OR c.valid_to > :today)))
  AND (:part = 1 OR (:part = 0 AND l.counts = 1) OR (:part = 2 AND l.counts = 0))
ORDER BY l.id DESC LIMIT :most OFFSET :skip;

-- name: leader_tally :many
-- in: from time, as_of time, today date, scope int, level int, aspect int
-- out: agency_id int, agency_code text, agency_name text, level int, numerator int, denominator int
SELECT l.agency_id, MIN(l.code), MIN(l.name), MIN(l.level), SUM(l.counts), COUNT(*)
FROM @leaders(:as_of) AS l
WHERE (:level = 0 OR l.level = :level)
  AND (:scope = 0 OR EXISTS (SELECT 1 FROM agency_closure c WHERE c.ancestor_id = :scope
                             AND c.descendant_id = l.agency_id AND c.valid_from <= :today
                             AND (c.valid_to IS NULL OR c.valid_to > :today)))
GROUP BY l.agency_id ORDER BY MIN(l.code), MIN(l.name);

-- Texts that stand in several queries, so that each is written once: `@reached(:places, ...)`. A
-- meson.build whose queries use one names this file in `depend_files`.

-- Does a place of the list (core/permission_places.h) come to what lies at an agency, is of a
-- procedure and is held by a role? Row by row, with a LIMIT: as EXISTS the planner of PostgreSQL
-- would join everything first.
-- part: reached list agency procedure holder
(
    SELECT TRUE
    FROM json_each({list}) g
         JOIN agency_closure c ON c.ancestor_id = CAST(g.value ->> 'agency' AS @int)
    WHERE c.descendant_id = {agency}
      AND (c.depth = 0 OR CAST(g.value ->> 'below' AS @int) = 1)
      AND c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
      AND (g.value ->> 'procedures' = ''
           OR g.value ->> 'procedures' LIKE '% ' || {procedure} || ' %')
      AND (g.value ->> 'procedures_too' = ''
           OR g.value ->> 'procedures_too' LIKE '% ' || {procedure} || ' %')
      AND (g.value ->> 'role' = '' OR g.value ->> 'role' = {holder})
    LIMIT 1)

-- Who has the work of an agency on a day: itself, or its heir where it is no more.
-- part: heir agency
COALESCE((SELECT h.heir_id FROM agency_heir h
          WHERE h.agency_id = {agency} AND h.valid_from <= :day
            AND (h.valid_to IS NULL OR h.valid_to > :day)), {agency})

-- Leaders in office on :today at the places of :aspect (3: above the communes, 4: communes), what
-- they hold at an instant and when they last signed since :from. A certificate counts while it is in
-- force and not taken back, a signature while it holds; those of the trial domain count only as long
-- as no other domain has an issuer. `counts`: both, or with :aspect 1 the first, with 2 the second.
-- part: leaders as_of
(SELECT k.*, CASE WHEN (:aspect = 2 OR k.until_us > 0) AND (:aspect = 1 OR k.signed_us > 0)
                  THEN 1 ELSE 0 END AS counts
 FROM (SELECT MIN(t.id) AS id, t.person_id, MIN(v.agency_id) AS agency_id, v.level,
              MIN(v.code) AS code, MIN(v.name) AS name,
              COALESCE((SELECT MIN(h.from_us) FROM certificate_holder h
                        WHERE h.person_id = t.person_id AND h.from_us <= {as_of}
                          AND (h.until_us IS NULL OR h.until_us > {as_of})), 0) AS since_us,
              COALESCE((SELECT MAX(c.not_after_us)
                        FROM certificate_holder h JOIN certificate c ON c.id = h.certificate_id
                        WHERE h.person_id = t.person_id AND h.from_us <= {as_of}
                          AND (h.until_us IS NULL OR h.until_us > {as_of})
                          AND c.not_before_us <= {as_of} AND c.not_after_us > {as_of}
                          AND c.fault <> 'certificate.no_path'
                          AND (c.domain <> 'test'
                               OR NOT EXISTS (SELECT 1 FROM trust_issuer i
                                              WHERE i.domain <> 'test' AND i.added_us <= {as_of}))
                          AND COALESCE((SELECT s.status FROM certificate_status s
                                        WHERE s.certificate_id = c.id AND s.recorded_us <= {as_of}
                                        ORDER BY s.id DESC LIMIT 1), 'unknown')
                              NOT IN ('revoked', 'suspended')), 0) AS until_us,
              COALESCE((SELECT MAX(s.signed_us)
                        FROM signature s JOIN certificate c ON c.id = s.certificate_id
                        WHERE s.person_id = t.person_id AND s.recorded_us <= {as_of}
                          AND s.signed_us >= :from AND s.signed_us <= {as_of}
                          AND (c.domain <> 'test'
                               OR NOT EXISTS (SELECT 1 FROM trust_issuer i
                                              WHERE i.domain <> 'test' AND i.added_us <= {as_of}))
                          AND NOT EXISTS (SELECT 1 FROM signature_void w
                                          WHERE w.signature_id = s.id AND w.from_us <= {as_of}
                                            AND (w.until_us IS NULL OR w.until_us > {as_of}))),
                       0) AS signed_us
       FROM appointment t
       JOIN position q ON q.id = t.position_id AND q.role = 'lanh_dao'
       JOIN unit u ON u.id = q.unit_id
       JOIN agency_version v ON v.agency_id = u.agency_id AND v.valid_from <= :today
         AND (v.valid_to IS NULL OR v.valid_to > :today)
       WHERE t.valid_from <= :today AND (t.valid_to IS NULL OR t.valid_to > :today)
         AND (:aspect < 3 OR (:aspect = 3 AND v.level < 4) OR (:aspect = 4 AND v.level = 4))
       GROUP BY t.person_id, v.level) AS k)

-- The name of who stands behind an actor_mark(); the mark itself where nobody does.
-- part: actor_name mark
CASE WHEN {mark} LIKE 'account:%' THEN COALESCE(
    (SELECT n.name FROM account m JOIN person n ON n.id = m.person_id
     WHERE m.id = CAST(substr({mark}, 9) AS @int)), {mark}) ELSE {mark} END

-- name: workflow_instance_add :opt
-- in: version_id int, object text, variables json, started_us time
-- out: id int
INSERT INTO process_instance (version_id, object, variables, started_us, end_node)
VALUES (:version_id, :object, :variables, :started_us, '')
ON CONFLICT (object) DO NOTHING
RETURNING id;

-- name: workflow_instance_lock :one
-- in: id int
-- out: id int, version_id int, variables json, ended time?, end_node text
SELECT id, version_id, variables, ended_us, end_node
FROM process_instance WHERE id = :id FOR UPDATE;

-- name: workflow_instance_of :opt
-- in: object text
-- out: id int, version_id int, variables json, ended time?, end_node text
SELECT id, version_id, variables, ended_us, end_node
FROM process_instance WHERE object = :object;

-- name: workflow_instance_write :exec
-- in: id int, variables json
UPDATE process_instance SET variables = :variables WHERE id = :id;

-- name: workflow_instance_end :exec
-- in: id int, ended_us time, end_node text
UPDATE process_instance SET ended_us = :ended_us, end_node = :end_node
WHERE id = :id AND ended_us IS NULL;

-- name: workflow_task_add :one
-- in: instance_id int, node text, name text, role text, action text, since_us time
-- out: id int
INSERT INTO process_task (instance_id, node, name, role, action, since_us)
VALUES (:instance_id, :node, :name, :role, :action, :since_us)
RETURNING id;

-- name: workflow_task_close :opt
-- in: id int, closed_us time, outcome json
-- out: instance_id int, node text
UPDATE process_task SET closed_us = :closed_us, outcome = :outcome
WHERE id = :id AND closed_us IS NULL
RETURNING instance_id, node;

-- name: workflow_task_drop :exec
-- in: instance_id int, closed_us time
UPDATE process_task SET closed_us = :closed_us
WHERE instance_id = :instance_id AND closed_us IS NULL;

-- name: workflow_task_open :opt
-- in: instance_id int
-- out: id int, node text, name text, role text, action text, since time
SELECT id, node, name, role, action, since_us
FROM process_task WHERE instance_id = :instance_id AND closed_us IS NULL;

-- name: workflow_forget_variables :exec
-- in: object text
UPDATE process_instance SET variables = '{}' WHERE object = :object;

-- name: workflow_forget_outcomes :exec
-- in: object text
UPDATE process_task SET outcome = NULL
WHERE instance_id IN (SELECT id FROM process_instance WHERE object = :object);

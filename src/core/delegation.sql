-- name: delegated_act_add :exec
-- in: delegation_id int, actor text, kind text, object text, now time
INSERT INTO delegated_act (delegation_id, actor, kind, object, at_us)
VALUES (:delegation_id, :actor, :kind, :object, :now);

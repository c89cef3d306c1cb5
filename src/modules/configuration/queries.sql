-- name: configuration_person :opt
-- in: account_id int
-- out: name text
SELECT p.name FROM account a JOIN person p ON p.id = a.person_id WHERE a.id = :account_id;

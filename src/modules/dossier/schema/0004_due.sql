-- Open dossiers by due date: what a change of the calendar moves.
CREATE INDEX dossier_open_due ON dossier (due_us, id) WHERE status IN (1, 2, 4, 5, 6);

-- part: within day from until
({day} >= {from} AND ({until} IS NULL OR {day} < {until}))

-- part: first of
COALESCE({of}, 0)

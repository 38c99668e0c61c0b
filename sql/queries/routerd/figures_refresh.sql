-- figures_refresh: counts what the wallboard of tenant $1 shows of the quarter that goes on; 0: early, -1: another one is at it.
-- flags: long
SELECT routing.figures_refresh(tenant => $1) AS counted

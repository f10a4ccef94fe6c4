"""征地案件 as county lists tell them: areas in any unit, approval, stages by date, villages in one cell."""

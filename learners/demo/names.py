"""Names to draw from. None is meant to be anybody."""

GIVEN = (
    "Aaliyah", "Adaeze", "Ahmed", "Ama", "Ana", "Anders", "Anjali", "Aroha", "Beatriz", "Bilal", "Chloe", "Daniel",
    "Dmitri", "Elif", "Emeka", "Esther", "Fatima", "Gabriel", "Grace", "Hana", "Hiroshi", "Imani", "Ingrid", "Isabel",
    "Ivan", "Jasmine", "João", "Kavya", "Kenji", "Kofi", "Lars", "Leila", "Lucía", "Magda", "Malik", "Mateo", "Mei",
    "Miriam", "Nikhil", "Noah", "Nour", "Oksana", "Omar", "Petra", "Priya", "Rafael", "Rosa", "Sanjay", "Sofia",
    "Tāne", "Tomás", "Wei", "Yara", "Yusuf", "Zoë",
)  # fmt: skip
FAMILY = (
    "Abebe", "Acheampong", "Andersson", "Banerjee", "Berg", "Castillo", "Chen", "Costa", "Demir", "Diallo", "Dubois",
    "Eze", "Farouk", "Fernández", "Fischer", "García", "Haddad", "Hansen", "Horvat", "Ito", "Iyer", "Jansen", "Kaya",
    "Khan", "Kim", "Kovács", "Kumar", "Lindqvist", "Lopes", "Martin", "Mbeki", "Mehta", "Moreau", "Murphy", "Nakamura",
    "Ngata", "Novák", "Nwosu", "Okafor", "Oliveira", "Osei", "Patel", "Petrov", "Popescu", "Quispe", "Rahman", "Rossi",
    "Saito", "Schmidt", "Silva", "Singh", "Tanaka", "Walker", "Wang", "Yilmaz",
)  # fmt: skip
TIME_ZONES = (
    "UTC", "Europe/London", "Europe/Berlin", "Europe/Lisbon", "Europe/Istanbul", "Africa/Lagos", "Africa/Nairobi",
    "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Adelaide", "Pacific/Auckland", "America/New_York",
    "America/Sao_Paulo", "America/Los_Angeles",
)  # fmt: skip
DIVISIONS = ("Highlands", "Lowlands", "Coast", "Lakes", "Islands")
TEAMS = ("Larch", "Rowan", "Juniper", "Heather", "Bracken")

"""The words that the sample shop's people are made of: believable, and nobody's. All domains lie under the reserved `.example`."""

#: By id_lang of the sample shop: 1 French, 2 English. First names, those of women (`f`) and of men (`m`).
FIRST_NAMES = {
    1: {
        "f": "Camille Léa Chloé Manon Inès Jade Louise Emma Alice Juliette Zoé Anaïs Clémence Margaux Océane Sarah Aïcha Fatou Hélène Brigitte "
        "Françoise Sylvie Nathalie Anne-Sophie Marie-Line Solène Maëlys Noémie Éloïse Agnès",
        "m": "Lucas Hugo Louis Jules Nathan Gabriel Raphaël Théo Léo Arthur Étienne Jérôme François Frédéric Loïc Mathéo Kévin Benoît Cédric "
        "Jean-Luc Jean-Baptiste Mamadou Karim Yanis Noël Aurélien Rémi Grégoire Thibault Gaëtan",
    },
    2: {
        "f": "Olivia Amelia Emily Sophie Grace Charlotte Lucy Hannah Megan Rebecca Siobhán Niamh Priya Aisha Harriet Imogen Poppy Eleanor Beth Zara",
        "m": "Oliver George Harry Jack Noah Charlie Thomas Oscar William James Callum Liam Rory Owen Rhys Mohammed Arjun Benjamin Toby Alistair",
    },
}
LAST_NAMES = {
    1: "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre Michel Garcia David Bertrand Roux Vincent Fournier "
    "Morel Girard André Mercier Dupont Lambert Bonnet François Martínez Legrand Garnier Faure Rousseau Blanc Guérin Müller Henry Roussel Nicolas "
    "Perrin Morin Mathieu Clément Gauthier Dumont López Fontaine Chevalier Robin Masson Sanchez Gérard N'Guyen Boyer Denis Lemaire Duval Joly "
    "Gautier Roger Roche Roy Noël Meyer Lucas Meunier Diallo Benali Le-Goff D'Amico",
    2: "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts Green Hall Thomas Clarke "
    "Jackson Wood Harris Edwards Turner Martin Cooper Hill Ward Hughes Moore Clark King Harrison Lewis Baker Lee Allen Morris Khan Scott Watson "
    "Davis Parker James Bennett Young Phillips Richardson Mitchell Bailey Carter Cook Singh Shaw Bell Collins Morgan Kelly O'Neil MacDonald",
}
#: Domain → how many of a hundred people have theirs there, about.
DOMAINS = {
    1: {"gmail.example": 38, "orange.example": 16, "wanadoo.example": 8, "free.example": 10, "laposte.example": 8, "hotmail.example": 8}
    | {"yahoo.example": 5, "sfr.example": 4, "bücher.example": 1, "crèmerie-du-port.example": 1, "courrier.example": 1},
    2: {"gmail.example": 45, "outlook.example": 16, "btinternet.example": 9, "yahoo.example": 10, "icloud.example": 12, "sky.example": 5}
    | {"bücher.example": 1, "university.example": 2},
}

#: Addresses that no shop should hold, and every shop does; `{}` keeps them apart.
INVALID_ADDRESSES = (
    "jean.dupont{}gmail.example",
    "marie..leroy{}@orange.example",
    "léa.petit{}@wanadoo.example",
    "paul{}@gmail",
    "@free{}.example",
    "anna{}@@yahoo.example",
    "tom smith{}@outlook.example",
    "emma{}@orange,example",
    "luc{}@.example",
    ".zoe{}@free.example",
    "sophie{}@gmail.example.",
    "ask in shop {}",
    "",
)
#: (first name, last name) that a page, a spreadsheet or a terminal might stumble over.
HOSTILE_NAMES = (
    ("<script>alert('Zoé')</script>", "Martin"),
    ('=HYPERLINK("http://evil.example","Click")', "Dupont"),
    ("+33 6 12 34 56 78", "@SUM(A1:A9)"),
    ("-2+3", "Durand"),
    ("Robert'); DROP TABLE customers;--", "Petit"),
    ("🎉 Zoé 🎂", "Fête"),
    ("\u202eEvil", "\u05d2\u05d1\u05e8\u05d9\u05d0\u05dc"),
    ("محمد", "الفارسي"),
    ("山田", "太郎"),
    ("{first} %s ${{7*7}}", "{{config}}"),
    ("Anne\tLise\r\nBcc: all@orange.example", "Bell\x07"),
    ("x" * 255, "y" * 255),
    ("   ", "-"),
    ("Zoe\u0301", "Cafe\u0301"),
    ("null", "None"),
    ("&lt;b&gt;Léa&lt;/b&gt;", "O&#039;Neil"),
)
#: Registered and consenting, once each, because the sandbox treats them in its own way: (address, first name, last name, gender).
PRACTICE = (
    ("fake.looking@gmial.example", "Félicie", "Lefaux", "f"),
    ("gone.for.good@courrier.example", "Gaspard", "Parti", "m"),
    ("left.alone@courrier.example", "Léonie", "Seule", "f"),
    ("bounced.back@courrier.example", "Basile", "Rebond", "m"),
    ("too.many.lists@courrier.example", "Tatiana", "Lestrop", "f"),
    ("archived.long.ago@courrier.example", "Armand", "Jadis", "m"),
    ("unsubscribed.by.admin@courrier.example", "Ursule", "Adam", "f"),
    ("already.there@courrier.example", "Alix", "Déjà", "f"),
)

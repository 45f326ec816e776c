"""Files as shops: real files, in the encodings and dialects in which they come."""

import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from mcsync.contact import Origin, ShopUser
from mcsync.errors import AddressError, SettingsError, ShopError
from mcsync.shop import Columns, open_file, propose_columns
from mcsync.shop.rows import FIELD_MAX_LENGTH


def written(tmp_path, content, name="people.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def workbook(tmp_path, rows, name="people.xlsx"):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / name)
    return tmp_path / name


FRENCH = (
    "Adresse e-mail;Prénom;Nom;Abonné à la newsletter;Langue;Date de naissance;Civilité;Date d'inscription\r\n"
    "zoé@x;Zoé;L'Été;oui;Français;31/12/1980;Mme;01/02/2020 10:30\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_french_file_is_read_in_each_encoding_that_excel_writes(tmp_path, encoding):
    [user] = open_file(written(tmp_path, FRENCH, encoding=encoding)).users()
    assert user == ShopUser(
        origin=Origin.SUBSCRIBER,
        id=2,
        email="zoé@x",
        newsletter=True,
        first_name="Zoé",
        last_name="L'Été",
        language="fr",
        birthday=date(1980, 12, 31),
        gender="f",
        registered=datetime(2020, 2, 1, 10, 30),
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path, separator):
    path = written(
        tmp_path, separator.join(["Email", "First Name"]) + "\n" + separator.join(["a@b.example", '"Anne, dite ; ""Nan"" | x"']) + "\n"
    )
    [user] = open_file(path).users()
    assert (user.email, user.first_name) == ("a@b.example", 'Anne, dite ; "Nan" | x')


def test_an_excel_file_is_read(tmp_path):
    header = ("E-mail", "First name", "Newsletter", "Birthday")
    rows = [
        header,
        ("a@b.example", 33.0, True, datetime(1980, 12, 31)),
        (None, None, None, None),
        ("c@d.example", "=1+1", "no", "0000-00-00"),
    ]
    user, other = open_file(workbook(tmp_path, rows)).users()
    assert (user.id, user.email, user.first_name, user.newsletter, user.birthday) == (2, "a@b.example", "33", True, date(1980, 12, 31))
    assert (other.id, other.email, other.newsletter, other.birthday) == (4, "c@d.example", False, None)


@pytest.mark.parametrize(
    ("header", "what", "column"),
    [
        ("Courriel,Nom", "email", "Courriel"),
        ("EMAIL_ADDRESS,x", "email", "EMAIL_ADDRESS"),
        ("Nom,Prénom,Mail", "first_name", "Prénom"),
        ("Mail,NOM DE FAMILLE", "last_name", "NOM DE FAMILLE"),
        ("Mail,Consentement", "newsletter", "Consentement"),
        ("Mail,Subscribed", "newsletter", "Subscribed"),
        ("Mail,Langue", "language", "Langue"),
        ("Mail,Anniversaire", "birthday", "Anniversaire"),
        ("Mail,Date", "registered", "Date"),
        ("Mail,Date d’abonnement", "newsletter_date", "Date d’abonnement"),
    ],
)
def test_columns_are_proposed_by_their_names(tmp_path, header, what, column):
    assert getattr(propose_columns(written(tmp_path, header + "\n1,2\n")), what) == column


def test_given_columns_are_taken_instead(tmp_path):
    path = written(tmp_path, "email,other\nwrong@x.example,right@x.example\n")
    [user] = open_file(path, Columns(email="other")).users()
    assert user.email == "right@x.example"


def test_a_given_column_that_is_not_there_is_said(tmp_path):
    with pytest.raises(SettingsError) as refused:
        open_file(written(tmp_path, "email\n"), Columns(email="email", language="tongue"))
    assert str(refused.value) == "The file has no column “tongue”. Choose its columns again."


@pytest.mark.parametrize(
    ("word", "agreed"),
    [
        ("yes", True),
        ("OUI", True),
        ("1", True),
        ("True", True),
        ("vrai", True),
        ("X", True),
        ("no", False),
        ("0", False),
        ("", False),
        ("peut-être", False),
    ],
)
def test_consent_is_a_clear_yes_and_nothing_else(tmp_path, word, agreed):
    [user] = open_file(written(tmp_path, f"email,newsletter\na@b.example,{word}\n")).users()
    assert user.newsletter is agreed


def test_without_a_consent_column_nobody_consents(tmp_path):
    [user] = open_file(written(tmp_path, "email\na@b.example\n")).users()
    assert user.newsletter is False
    assert user.newsletter_date is None


def test_ragged_lines_blank_lines_and_nuls_lose_nobody(tmp_path):
    path = written(
        tmp_path, "email,prénom,nom\nfull@x.example,A,B\nshort@x.example\n\n,,\nlong@x.example,A,B,C,D\nnul@x.example,A\x00B,\x07\n"
    )
    users = list(open_file(path).users())
    assert [(user.id, user.email) for user in users] == [
        (2, "full@x.example"),
        (3, "short@x.example"),
        (6, "long@x.example"),
        (7, "nul@x.example"),
    ]
    assert users[-1].first_name == "A B"
    assert open_file(path).summary().newsletter_only == 4


def test_an_address_is_found_however_it_is_written(tmp_path):
    path = written(tmp_path, "email\n ZOE@BÜCHER.example \nzoe@xn--bcher-kva.example\nzoe@bucher.example\nnobody\n")
    shop = open_file(path)
    assert [user.id for user in shop.find("Zoe@bücher.example")] == [2, 3]
    assert shop.find("absent@x.example") == []
    assert [user.id for user in shop.find_all(["zoe@xn--bcher-kva.example", "absent@x.example"])] == [2, 3]
    with pytest.raises(AddressError):
        shop.find("nobody")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "The file a.csv is empty."),
        ("a.csv", b"\n \n", "The file a.csv is empty."),
        (
            "a.csv",
            b"name,city\nx,y\n",
            "No column of the file is called like an e-mail address. Its first line must name the columns; it says: name, city.",
        ),
        ("a.csv", bytes(range(256)) * 9, "The file a.csv is not a text file. Save it as CSV or as an Excel workbook (.xlsx)."),
        ("a.csv", b"email\n\xc3\x28\x81\n", "The characters of the file a.csv cannot be made out. Save it as “CSV UTF-8”."),
        ("a.csv", b"\xef\xbb\xbfemail\n\xff\n", "The characters of the file a.csv cannot be made out. Save it as “CSV UTF-8”."),
        ("a.pdf", b"%PDF", "Files of the type .pdf cannot be read. Save it as CSV or as an Excel workbook (.xlsx)."),
        ("a.xls", b"\xd0\xcf", "Files of the type .xls cannot be read. Save it as CSV or as an Excel workbook (.xlsx)."),
        ("a.xlsx", b"email\n", "The file a.xlsx is damaged or cannot be read. Save it again as CSV or as an Excel workbook (.xlsx)."),
        ("a", b"email\n", "Files of the type ? cannot be read. Save it as CSV or as an Excel workbook (.xlsx)."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(tmp_path, name, content, sentence):
    with pytest.raises(ShopError) as refused:
        open_file(written(tmp_path, content, name))
    assert str(refused.value) == sentence


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(ShopError) as refused:
        open_file(tmp_path / "none.csv")
    assert str(refused.value) == "There is no file none.csv. Choose another file."


def test_an_archive_that_is_no_workbook_is_refused_in_words(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")
    with pytest.raises(ShopError, match="damaged or cannot be read"):
        open_file(tmp_path / "a.xlsx")


def test_a_field_without_its_closing_quote_is_refused_with_its_line(tmp_path):
    path = written(tmp_path, 'email,name\na@b.example,x\nc@d.example,"' + "y" * (FIELD_MAX_LENGTH + 1))
    with pytest.raises(ShopError) as refused:
        list(open_file(path).users())
    assert str(refused.value) == f"A field near line 3 is longer than {FIELD_MAX_LENGTH} characters. A closing quote may be missing there."


def test_a_strange_character_far_into_the_file_does_not_stop_it_half_way(tmp_path):
    path = written(tmp_path, b"email,firstname\n" + b"a@b.example,x\n" * 9000 + b"z@b.example,Zo\xe9\n")
    *_, last = open_file(path).users()
    assert last.first_name == "Zoé"

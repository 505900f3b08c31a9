"""What a job's network is like, for processes of this machine: nothing but loopback has a route, and nothing at all where
PILOT_REHEARSAL_NETWORK is "none"; and what of its folders the job's identity may not open: paths in
PILOT_REHEARSAL_UNREADABLE and PILOT_REHEARSAL_UNWRITABLE. Python loads this file by its name before anything else."""

import errno
import os
import socket
import sys

plain_connect = socket.socket.connect
loopback = os.environ.get("PILOT_REHEARSAL_NETWORK") == "loopback"


def connect(self, address):
    is_local = not isinstance(address, tuple) or (loopback and address[0] in ("127.0.0.1", "localhost", "::1"))
    if is_local:
        return plain_connect(self, address)
    raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))


socket.socket.connect = connect


def folders(name):
    return [os.path.realpath(path) for path in os.environ.get(name, "").split(os.pathsep) if path]


unreadable, unwritable = folders("PILOT_REHEARSAL_UNREADABLE"), folders("PILOT_REHEARSAL_UNWRITABLE")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod")


def is_below(path, closed):
    if not isinstance(path, (str, bytes, os.PathLike)):
        return False
    path = os.path.realpath(os.fsdecode(path))
    return any(path == folder or path.startswith(folder + os.sep) for folder in closed)


def refuse(event, args):
    """An event of Python itself, before anything is done: also root is refused here."""
    if event == "open":
        paths, is_change = args[:1], bool(args[2] & WRITES)
    elif event in ("os.listdir", "os.scandir"):
        paths, is_change = args[:1], False
    elif event in CHANGES:
        paths, is_change = args[:2], True
    else:
        return
    closed = [*unreadable, *unwritable] if is_change else unreadable
    for path in paths:
        if is_below(path, closed):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fsdecode(path))


if unreadable or unwritable:
    sys.addaudithook(refuse)

"""Speaks TLS on a free loopback port, by OpenSSL, and passes everything on in clear to another one.

Usage: tls_proxy.py CERTIFICATE KEY PORT. Ends when its standard input does.
"""

import socket
import ssl
import sys
import threading


def pipe(source, sink):
    """Passes bytes on until one side has ended, then ends the other."""
    try:
        while chunk := source.recv(65536):
            sink.sendall(chunk)
    except OSError:
        pass
    for side in (source, sink):
        try:
            side.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(raw, context, port):
    """Carries one connection. A client that does not like the certificate ends it."""
    try:
        client = context.wrap_socket(raw, server_side=True)
        server = socket.create_connection(("127.0.0.1", port))
    except OSError:
        raw.close()
        return
    threading.Thread(target=pipe, args=(client, server), daemon=True).start()
    pipe(server, client)


def accept(listener, context, port):
    while True:
        raw, _ = listener.accept()
        threading.Thread(target=serve, args=(raw, context, port), daemon=True).start()


def main(certificate, key, port):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, args=(listener, context, int(port)), daemon=True).start()
    print(f"listening on https://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    sys.stdin.read()


main(*sys.argv[1:])

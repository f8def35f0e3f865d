"""A real mail server for the tests: aiosmtpd with STARTTLS and a login. What it takes it writes to a folder, one file a mail.

Addresses say what it does: `gone@` is refused for good, `later@` for now, `cut@` is taken and the line is cut before the answer.
"""

import asyncio, ssl, sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

folder, cert, key, offers_tls = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4] == "tls"


class Handler:
    taken = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone@"):
            return "550 5.1.1 no such user"
        if address.startswith("later@"):
            return "451 4.3.0 try again"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        Handler.taken += 1
        (folder / f"{Handler.taken}.eml").write_bytes(envelope.original_content)
        (folder / f"{Handler.taken}.from").write_text(envelope.mail_from)
        if any(a.startswith("cut@") for a in envelope.rcpt_tos):
            server.transport.abort()
        return f"250 2.0.0 queued as {Handler.taken}"


def login(server, session, envelope, mechanism, data):
    # Not handled: the server itself answers 535 to a wrong one.
    return AuthResult(success=(data.login, data.password) == (b"court", b"secret"), handled=False)


async def main():
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if cert:
        tls.load_cert_chain(cert, key)

    def make():
        return SMTP(
            Handler(),
            tls_context=tls if offers_tls else None,
            require_starttls=offers_tls,
            authenticator=login,
            auth_required=offers_tls,
            auth_require_tls=offers_tls,
        )

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())

# Asks a DNS server for addresses through a SOCKS5 server's UDP ASSOCIATE (PySocks), and prints what it answers.
# Arguments: port of the SOCKS5 server, host and port of the DNS server, names.
import socket
import struct
import sys

import socks

proxy_port, host, port, *names = sys.argv[1:]
asking = socks.socksocket(socket.AF_INET, socket.SOCK_DGRAM)
asking.set_proxy(socks.SOCKS5, "127.0.0.1", int(proxy_port))
asking.settimeout(20)
for number, name in enumerate(names, 1):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    question = struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", 1, 1)
    asking.sendto(question, (host, int(port)))
    answer, source = asking.recvfrom(2000)
    answered, flags, _, answers = struct.unpack(">HHHH", answer[:8])
    address = socket.inet_ntoa(answer[-4:]) if answers == 1 else "none"
    print(answered, flags & 15, address, source[0], source[1], flush=True)

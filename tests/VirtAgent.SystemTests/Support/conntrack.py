#!/usr/bin/python3
# conntrack -D of the package conntrack, as far as remedies of flow-survives use it, for a machine that lacks the package: the
# same options with the same meaning, and an error for every other.
import argparse, socket, struct

options = argparse.ArgumentParser(prog='conntrack', allow_abbrev=False)
options.add_argument('-D', action='store_true', required=True)
options.add_argument('-f', choices=['ipv4', 'ipv6'], default='ipv4')
options.add_argument('-p', choices=['tcp', 'udp'], required=True)
options.add_argument('-s', required=True)
options.add_argument('-d', required=True)
options.add_argument('--sport', type=int, required=True)
options.add_argument('--dport', type=int, required=True)
options.add_argument('-w', type=int, default=0)
asked = options.parse_args()


def attribute(kind, value):
    return struct.pack('=HH', 4 + len(value), kind) + value + b'\0' * (-len(value) % 4)


family = socket.AF_INET if asked.f == 'ipv4' else socket.AF_INET6
first = 1 if asked.f == 'ipv4' else 3
addresses = b''.join(attribute(first + i, socket.inet_pton(family, text)) for i, text in enumerate([asked.s, asked.d]))
protocol = attribute(1, bytes([6 if asked.p == 'tcp' else 17]))
protocol += attribute(2, struct.pack('>H', asked.sport)) + attribute(3, struct.pack('>H', asked.dport))
body = struct.pack('=BBH', family, 0, 0) + attribute(0x8001, attribute(0x8001, addresses) + attribute(0x8002, protocol))
if asked.w:
    body += attribute(18, struct.pack('>H', asked.w))
kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
# IPCTNL_MSG_CT_DELETE, with an answer either way.
kernel.send(struct.pack('=IHHII', 16 + len(body), 1 << 8 | 2, 5, 1, 0) + body)
fault = struct.unpack_from('=i', kernel.recv(4096), 16)[0]
if fault:
    raise SystemExit(f'conntrack: no flow is deleted: error {-fault}')

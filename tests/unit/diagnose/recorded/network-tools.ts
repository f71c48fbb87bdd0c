/** What ping, ss, netsh, scutil and others print, with addresses of documentation networks in place of real ones. */

export const linuxPing = `PING 192.0.2.7 (192.0.2.7) 56(84) bytes of data.
64 bytes from 192.0.2.7: icmp_seq=1 ttl=54 time=20.1 ms
64 bytes from 192.0.2.7: icmp_seq=2 ttl=54 time=22.4 ms
64 bytes from 192.0.2.7: icmp_seq=2 ttl=54 time=22.9 ms (DUP!)
64 bytes from 192.0.2.7: icmp_seq=4 ttl=54 time=19.8 ms

--- 192.0.2.7 ping statistics ---
4 packets transmitted, 3 received, +1 duplicates, 25% packet loss, time 605ms
rtt min/avg/max/mdev = 19.846/21.290/22.912/1.316 ms
`
export const linuxPing6 = `PING 2001:db8::7(2001:db8::7) 56 data bytes
64 bytes from 2001:db8::7: icmp_seq=1 ttl=54 time=12.3 ms

--- 2001:db8::7 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms
rtt min/avg/max/mdev = 12.300/12.300/12.300/0.000 ms
`
export const linuxPingSilent = `PING 192.0.2.7 (192.0.2.7) 1472(1500) bytes of data.

--- 192.0.2.7 ping statistics ---
3 packets transmitted, 0 received, 100% packet loss, time 412ms

`
export const linuxPingTooBig = `PING 192.0.2.7 (192.0.2.7) 1472(1500) bytes of data.
From 192.0.2.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)

--- 192.0.2.7 ping statistics ---
3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 403ms

`
export const linuxPingTooBig6 = `PING 2001:db8::7(2001:db8::7) 1452 data bytes
From 2001:db8::1 icmp_seq=1 Packet too big: mtu=1400

--- 2001:db8::7 ping statistics ---
1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms

`
export const linuxPingLocalTooBig = {
  stdout: `PING 192.0.2.7 (192.0.2.7) 1472(1500) bytes of data.

--- 192.0.2.7 ping statistics ---
1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms

`,
  stderr: 'ping: local error: message too long, mtu=1420\n',
}
export const linuxPingUnreachable = `PING 192.0.2.7 (192.0.2.7) 56(84) bytes of data.
From 192.0.2.20 icmp_seq=1 Destination Host Unreachable

--- 192.0.2.7 ping statistics ---
3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 2042ms
pipe 3
`
export const busyboxPing = `PING 192.0.2.7 (192.0.2.7): 56 data bytes
64 bytes from 192.0.2.7: seq=0 ttl=64 time=0.095 ms
64 bytes from 192.0.2.7: seq=1 ttl=64 time=0.101 ms

--- 192.0.2.7 ping statistics ---
2 packets transmitted, 2 packets received, 0% packet loss
round-trip min/avg/max = 0.095/0.098/0.101 ms
`
export const busyboxUsage = `ping: invalid option -- 'M'
BusyBox v1.36.1 (2023-11-07 18:53:09 UTC) multi-call binary.

Usage: ping [OPTIONS] HOST
`

export const macosPing = `PING 192.0.2.7 (192.0.2.7): 56 data bytes
64 bytes from 192.0.2.7: icmp_seq=0 ttl=54 time=21.052 ms
Request timeout for icmp_seq 1
64 bytes from 192.0.2.7: icmp_seq=2 ttl=54 time=20.881 ms

--- 192.0.2.7 ping statistics ---
3 packets transmitted, 2 packets received, 33.3% packet loss
round-trip min/avg/max/stddev = 20.881/20.966/21.052/0.086 ms
`
export const macosPing6 = `PING6(56=40+8+8 bytes) 2001:db8::20 --> 2001:db8::7
16 bytes from 2001:db8::7, icmp_seq=0 hlim=54 time=14.068 ms

--- 2001:db8::7 ping6 statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
round-trip min/avg/max/std-dev = 14.068/14.068/14.068/0.000 ms
`
export const macosPingTooBig = `PING 192.0.2.7 (192.0.2.7): 1472 data bytes
556 bytes from 192.0.2.1: frag needed and DF set (MTU 1400)
Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst
 4  5  00 dc05 4b8f   0 0000  40  01 0000 192.0.2.20  192.0.2.7 

Request timeout for icmp_seq 0

--- 192.0.2.7 ping statistics ---
1 packets transmitted, 0 packets received, 100.0% packet loss
`
export const macosPingLocalTooBig = {
  stdout: `PING 192.0.2.7 (192.0.2.7): 1472 data bytes
Request timeout for icmp_seq 0

--- 192.0.2.7 ping statistics ---
2 packets transmitted, 0 packets received, 100.0% packet loss
`,
  stderr: 'ping: sendto: Message too long\nping: sendto: Message too long\n',
}

const crlf = (text: string) => text.replaceAll('\n', '\r\n')

export const windowsPing = crlf(`
Pinging 192.0.2.7 with 32 bytes of data:
Reply from 192.0.2.7: bytes=32 time=21ms TTL=54
Reply from 192.0.2.7: bytes=32 time<1ms TTL=54
Request timed out.
Reply from 192.0.2.7: bytes=32 time=23ms TTL=54

Ping statistics for 192.0.2.7:
    Packets: Sent = 4, Received = 3, Lost = 1 (25% loss),
Approximate round trip times in milli-seconds:
    Minimum = 0ms, Maximum = 23ms, Average = 14ms
`)
export const windowsPingGerman = crlf(`
Ping wird ausgeführt für 192.0.2.7 mit 32 Bytes Daten:
Antwort von 192.0.2.7: Bytes=32 Zeit=21ms TTL=54
Zeitüberschreitung der Anforderung.
Antwort von 192.0.2.7: Bytes=32 Zeit=22ms TTL=54

Ping-Statistik für 192.0.2.7:
    Pakete: Gesendet = 3, Empfangen = 2, Verloren = 1
    (33% Verlust),
Ca. Zeitangaben in Millisek.:
    Minimum = 21ms, Maximum = 22ms, Mittelwert = 21ms
`)
export const windowsPingFrench = crlf(`
Envoi d’une requête 'Ping'  192.0.2.7 avec 32 octets de données :
Réponse de 192.0.2.7 : octets=32 temps=12 ms TTL=54
Réponse de 192.0.2.7 : octets=32 temps<1 ms TTL=54

Statistiques Ping pour 192.0.2.7:
    Paquets : envoyés = 2, reçus = 2, perdus = 0 (perte 0%),
Durée approximative des boucles en millisecondes :
    Minimum = 0ms, Maximum = 12ms, Moyenne = 6ms
`)
export const windowsPing6 = crlf(`
Pinging 2001:db8::7 with 32 bytes of data:
Reply from 2001:db8::7: time=14ms
Reply from 2001:db8::7: time<1ms

Ping statistics for 2001:db8::7:
    Packets: Sent = 2, Received = 2, Lost = 0 (0% loss),
Approximate round trip times in milli-seconds:
    Minimum = 0ms, Maximum = 14ms, Average = 7ms
`)
export const windowsPingTooBig = crlf(`
Pinging 192.0.2.7 with 1472 bytes of data:
Packet needs to be fragmented but DF set.
Packet needs to be fragmented but DF set.

Ping statistics for 192.0.2.7:
    Packets: Sent = 2, Received = 0, Lost = 2 (100% loss),
`)
export const windowsPingUnreachable = crlf(`
Pinging 192.0.2.7 with 32 bytes of data:
Reply from 192.0.2.20: Destination host unreachable.
Reply from 192.0.2.20: Destination host unreachable.

Ping statistics for 192.0.2.7:
    Packets: Sent = 2, Received = 2, Lost = 0 (0% loss),
`)

export const ss = `0      0       192.168.1.20:41842     192.0.2.7:554   
	 cubic wscale:7,9 rto:224 rtt:20.4/10.2 ato:40 mss:1448 pmtu:1500 rcvmss:1388 advmss:1448 cwnd:10 bytes_sent:412 bytes_acked:413 bytes_received:1820 segs_out:7 segs_in:6 data_segs_out:2 data_segs_in:3 send 5.68Mbps lastsnd:40 lastrcv:20 lastack:20 pacing_rate 11.4Mbps delivered:3 app_limited rcv_space:14600 rcv_ssthresh:64076 minrtt:20.1 snd_wnd:65024
`
export const ssHeldUp = `0      6320    192.168.1.20:41844     192.0.2.7:554   
	 cubic wscale:7,9 rto:1792 backoff:3 rtt:20.4/10.2 mss:1448 pmtu:1500 rcvmss:536 advmss:1448 cwnd:1 ssthresh:7 bytes_sent:10664 bytes_retrans:4344 segs_out:10 segs_in:3 data_segs_out:8 lastsnd:900 lastrcv:3000 lastack:3000 pacing_rate 11.4Mbps unacked:5 retrans:1/3 lost:5 rcv_ooopack:2 rcv_space:14600 rcv_ssthresh:64076 minrtt:20.1 snd_wnd:65024
`

export const destinationCache = crlf(`

Interface 12: WLAN


PMTU Destination Address                           Next Hop Address
---- --------------------------------------------- -------------------------
1500 192.168.1.1                                   192.168.1.1
1400 192.0.2.7                                     192.168.1.1
`)

export const resolvConf = `# Generated by NetworkManager
search example.net
nameserver 192.168.1.1
nameserver 2001:db8:1::53
nameserver fe80::1%eth0
options edns0
`
export const resolvConfStub = `nameserver 127.0.0.53
options edns0 trust-ad
search .
`
export const scutilDns = `DNS configuration

resolver #1
  search domain[0] : example.net
  nameserver[0] : 192.168.1.1
  nameserver[1] : 2001:db8:1::53
  if_index : 15 (en0)
  flags    : Request A records, Request AAAA records
  reach    : 0x00020002 (Reachable,Directly Reachable Address)

resolver #2
  domain   : local
  options  : mdns
  timeout  : 5
  flags    : Request A records, Request AAAA records
  reach    : 0x00000000 (Not Reachable)
  order    : 300000

resolver #3
  domain   : corp.example
  nameserver[0] : 10.8.0.53
  flags    : Supplemental, Request A records
  order    : 102800

DNS configuration (for scoped queries)

resolver #1
  nameserver[0] : 198.51.100.53
  if_index : 15 (en0)
  flags    : Scoped, Request A records
`
export const windowsDns =
  '[{"InterfaceAlias":"WLAN","ServerAddresses":["192.168.1.1","192.168.1.2"]},{"InterfaceAlias":"WLAN","ServerAddresses":["fec0:0:0:ffff::1"]},{"InterfaceAlias":"Ethernet","ServerAddresses":["10.9.9.9"]},{"InterfaceAlias":"Loopback Pseudo-Interface 1","ServerAddresses":[]}]\r\n'

export const timesync = `LinkNTPServers=192.168.1.1
SystemNTPServers=
FallbackNTPServers=0.pool.example.org 1.pool.example.org
ServerName=ntp.example.net
ServerAddress=192.0.2.123
RootDistanceMaxUSec=5s
Frequency=-1234567
`
export const timesyncFallback = `FallbackNTPServers=0.pool.example.org 1.pool.example.org
RootDistanceMaxUSec=5s
`
export const chrony = `# Welcome to the chrony configuration file.
confdir /etc/chrony/conf.d
pool pool.example.org iburst
  server ntp.example.net. prefer
#server old.example.org
driftfile /var/lib/chrony/chrony.drift
`
export const registry = crlf(`
HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\W32Time\\Parameters
    NtpServer    REG_SZ    time.example.com,0x9 other.example.net,0x8

`)

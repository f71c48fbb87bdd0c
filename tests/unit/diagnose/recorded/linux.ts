/** What the tools and files of Linux print, with addresses of documentation networks in place of real ones. */

export const ipLinks = `[{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"qdisc":"noqueue","operstate":"UNKNOWN","linkmode":"DEFAULT","group":"default","txqlen":1000,"link_type":"loopback","address":"00:00:00:00:00:00","broadcast":"00:00:00:00:00:00","promiscuity":0,"min_mtu":0,"max_mtu":0,"inet6_addr_gen_mode":"eui64","num_tx_queues":1,"num_rx_queues":1},
{"ifindex":2,"ifname":"eth0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,"qdisc":"fq_codel","operstate":"UP","linkmode":"DEFAULT","group":"default","txqlen":1000,"link_type":"ether","address":"02:00:5e:00:53:01","broadcast":"ff:ff:ff:ff:ff:ff","promiscuity":0,"min_mtu":68,"max_mtu":9000,"inet6_addr_gen_mode":"none"},
{"ifindex":3,"ifname":"eth1","flags":["NO-CARRIER","BROADCAST","MULTICAST","UP"],"mtu":1500,"qdisc":"fq_codel","operstate":"DOWN","linkmode":"DEFAULT","group":"default","txqlen":1000,"link_type":"ether","address":"02:00:5e:00:53:02","broadcast":"ff:ff:ff:ff:ff:ff"},
{"ifindex":4,"ifname":"wlan0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,"qdisc":"noqueue","operstate":"UP","linkmode":"DORMANT","group":"default","txqlen":1000,"link_type":"ether","address":"02:00:5e:00:53:03","broadcast":"ff:ff:ff:ff:ff:ff"},
{"ifindex":5,"ifname":"wg0","flags":["POINTOPOINT","NOARP","UP","LOWER_UP"],"mtu":1420,"qdisc":"noqueue","operstate":"UNKNOWN","linkmode":"DEFAULT","group":"default","txqlen":1000,"link_type":"none","promiscuity":0,"min_mtu":0,"max_mtu":2147483552,"linkinfo":{"info_kind":"wireguard"},"inet6_addr_gen_mode":"none"},
{"ifindex":6,"ifname":"docker0","flags":["NO-CARRIER","BROADCAST","MULTICAST","UP"],"mtu":1500,"qdisc":"noqueue","operstate":"DOWN","linkmode":"DEFAULT","group":"default","link_type":"ether","address":"02:42:00:00:00:01","broadcast":"ff:ff:ff:ff:ff:ff","linkinfo":{"info_kind":"bridge","info_data":{"forward_delay":1500}}}]
`

export const ipRoutes4 = `[{"dst":"default","gateway":"192.168.1.1","dev":"eth0","protocol":"dhcp","prefsrc":"192.168.1.20","metric":100,"flags":[]},
{"dst":"default","gateway":"192.168.7.1","dev":"wlan0","protocol":"dhcp","prefsrc":"192.168.7.33","metric":600,"flags":[]},
{"dst":"10.8.0.0/24","dev":"wg0","protocol":"kernel","scope":"link","prefsrc":"10.8.0.2","flags":[]},
{"dst":"192.168.1.0/24","dev":"eth0","protocol":"kernel","scope":"link","prefsrc":"192.168.1.20","metric":100,"flags":[]},
{"dst":"192.168.7.0/24","dev":"wlan0","protocol":"kernel","scope":"link","prefsrc":"192.168.7.33","metric":600,"flags":[]},
{"type":"local","dst":"192.168.1.20","dev":"eth0","table":"local","protocol":"kernel","scope":"host","prefsrc":"192.168.1.20","flags":[]}]
`

export const ipRoutes6 = `[{"dst":"2001:db8:1::/64","dev":"eth0","protocol":"ra","metric":100,"flags":[],"pref":"medium"},
{"dst":"fe80::/64","dev":"eth0","protocol":"kernel","metric":256,"flags":[],"pref":"medium"},
{"dst":"default","gateway":"fe80::1","dev":"eth0","protocol":"ra","metric":100,"flags":[],"pref":"medium"}]
`

export const routeGetTunnel = `[{"dst":"10.8.0.7","dev":"wg0","prefsrc":"10.8.0.2","flags":[],"uid":1000,"cache":[]}]
`
export const routeGetGateway = `[{"dst":"198.51.100.7","gateway":"192.168.1.1","dev":"eth0","prefsrc":"192.168.1.20","flags":[],"uid":1000,"cache":["expires"],"expires":512,"metrics":[{"mtu":1400}]}]
`
export const routeGetNeighbour = `[{"dst":"192.168.1.50","dev":"eth0","prefsrc":"192.168.1.20","flags":[],"uid":1000,"cache":[]}]
`
export const routeGetNone = 'RTNETLINK answers: Network is unreachable\n'

export const neighbours = `[{"dst":"192.168.1.1","dev":"eth0","lladdr":"02:00:5e:00:53:fe","state":["REACHABLE"]},{"dst":"192.168.1.77","dev":"eth0","state":["FAILED"]},{"dst":"fe80::1","dev":"eth0","lladdr":"02:00:5e:00:53:fe","router":null,"state":["STALE"]}]
`

export const netstat = (
  drops: number,
) => `TcpExt: SyncookiesSent SyncookiesRecv SyncookiesFailed EmbryonicRsts PruneCalled IPReversePathFilter TCPTimeouts
TcpExt: 0 0 12 0 0 ${drops} 31
IpExt: InNoRoutes InTruncatedPkts InMcastPkts OutMcastPkts
IpExt: 2 0 812 90
`

export const snmp = `Ip: Forwarding DefaultTTL InReceives
Ip: 1 64 812345
Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti MemErrors
Udp: 95231 211 17 88012 17 0 0 94 0
UdpLite: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti MemErrors
UdpLite: 0 0 0 0 0 0 0 0 0
`

export const procLimits = `Limit                     Soft Limit           Hard Limit           Units     
Max cpu time              unlimited            unlimited            seconds   
Max processes             63432                63432                processes 
Max open files            524288               524288               files     
Max locked memory         8388608              8388608              bytes     
`

export const procStat = (
  user: number,
  idle: number,
  steal = 0,
) => `cpu  ${user} 10 200 ${idle} 30 0 5 ${steal} 0 0
cpu0 ${user} 10 200 ${idle} 30 0 5 ${steal} 0 0
intr 114930548 113199788 3 0 5
ctxt 1990473
btime 1062191376
`

export const meminfo = (available: number) => `MemTotal:       16315424 kB
MemFree:          712344 kB
MemAvailable:   ${available} kB
Buffers:          402112 kB
`

export const cpuStat = (periods: number, throttled: number) => `usage_usec 8123456
user_usec 6000000
system_usec 2123456
nr_periods ${periods}
nr_throttled ${throttled}
throttled_usec 912345
`

export const handshakes = (at: number) => `wg0\tKdQ3vJ0m1bqFQyb3pG8hTnq0Yd5sWv2xZr4cLk7uE1o=\t${at}
`

/** What the tools of each system print, as recorded, with addresses of documentation networks in place of real ones. */

export const ipRoutes4 = `[{"dst":"default","gateway":"192.0.2.1","dev":"eth0","protocol":"dhcp","prefsrc":"192.0.2.20","metric":100,"flags":[]},
{"dst":"default","gateway":"192.168.8.1","dev":"enx0c5b8f279a64","protocol":"dhcp","metric":101,"flags":[]},
{"dst":"default","dev":"wwan0","protocol":"static","scope":"link","metric":700,"flags":[]},
{"dst":"default","gateway":"10.9.9.1","dev":"eth1","flags":["dead","linkdown"]},
{"type":"unreachable","dst":"203.0.113.128/25","table":"52","flags":[]},
{"dst":"default","gateway":"198.51.100.1","dev":"wlan0","table":"101","flags":[]},
{"dst":"100.100.100.100","dev":"tailscale0","table":"52","flags":[]},
{"dst":"198.51.100.0/24","nexthops":[{"gateway":"192.0.2.3","dev":"eth0","weight":1,"flags":[]},{"via":{"family":"inet6","host":"fe80::1"},"dev":"wlan0","weight":1,"flags":[]}]},
{"dst":"192.0.2.0/24","dev":"eth0","protocol":"kernel","scope":"link","prefsrc":"192.0.2.20","metric":100,"flags":[]},
{"dst":"172.17.0.0/16","dev":"docker0","protocol":"kernel","scope":"link","prefsrc":"172.17.0.1","flags":["linkdown"]},
{"type":"local","dst":"192.0.2.20","dev":"eth0","table":"local","protocol":"kernel","scope":"host","prefsrc":"192.0.2.20","flags":[]},
{"type":"broadcast","dst":"192.0.2.255","dev":"eth0","table":"local","protocol":"kernel","scope":"link","prefsrc":"192.0.2.20","flags":[]}]
`

export const ipRoutes6 = `[{"dst":"2001:db8:1::/64","dev":"eth0","protocol":"ra","metric":100,"flags":[],"pref":"medium"},
{"dst":"fe80::/64","dev":"eth0","protocol":"kernel","metric":256,"flags":[],"pref":"medium"},
{"dst":"default","gateway":"fe80::1","dev":"eth0","protocol":"ra","metric":100,"flags":[],"pref":"medium"},
{"type":"unreachable","dst":"default","dev":"lo","metric":4294967295,"flags":[],"pref":"medium"},
{"type":"multicast","dst":"ff00::/8","dev":"eth0","table":"local","protocol":"kernel","metric":256,"flags":[],"pref":"medium"}]
`

export const procRoute = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT                                                       
eth0	00000000	010200C0	0003	0	0	100	00000000	0	0	0                                                                               
wwan0	00000000	00000000	0001	0	0	700	00000000	0	0	0                                                                               
eth0	000200C0	00000000	0001	0	0	100	00FFFFFF	0	0	0                                                                               
*	0071CB00	00000000	0201	0	0	0	00FFFFFF	0	0	0                                                                               
`

export const procRoute6 = `20010db8000100000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000064 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000064 00000003 00000000 00000003     eth0
20010db8000100000000000000000020 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000003 00000000 80200001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
`

export const ifInet6 = `20010db8000100000000000000000020 02 40 00 80     eth0
20010db80001000012345678abcdef01 02 40 00 01     eth0
20010db80001000012345678abcdef02 02 40 00 21     eth0
20010db80001000000000000000000d0 02 40 00 c0     eth0
fe80000000000000022048fffe123456 02 40 20 80     eth0
`

export const hardwarePorts = `
Hardware Port: Ethernet Adaptor (en4)
Device: en4
Ethernet Address: 12:34:56:78:9a:bc

Hardware Port: Wi-Fi
Device: en0
Ethernet Address: 12:34:56:78:9a:bd

Hardware Port: iPhone USB
Device: en8
Ethernet Address: 12:34:56:78:9a:be

Hardware Port: USB 10/100/1000 LAN
Device: en7
Ethernet Address: 12:34:56:78:9a:bf

Hardware Port: Thunderbolt Bridge
Device: bridge0
Ethernet Address: 12:34:56:78:9a:c0

VLAN Configurations
===================
`

export const netstat = `Routing tables

Internet:
Destination        Gateway            Flags               Netif Expire
default            192.168.1.1        UGScg                 en0       
default            172.20.10.1        UGScIg                en8       
default            link#20            UCSIg           bridge100      !
127                127.0.0.1          UCS                   lo0       
127.0.0.1          127.0.0.1          UH                    lo0       
169.254            link#6             UCS                   en0      !
172.20.10/28       link#14            UCS                   en8      !
192.168.1          link#6             UCS                   en0      !
192.168.1.1/32     link#6             UCS                   en0      !
192.168.1.1        a0:b1:c2:d3:e4:f5  UHLWIir               en0   1180
203.0.113          127.0.0.1          UGRS                  lo0       
224.0.0/4          link#6             UmCS                  en0      !

Internet6:
Destination                             Gateway                                 Flags               Netif Expire
default                                 fe80::1%en0                             UGcg                  en0       
default                                 fe80::%utun0                            UGcIg               utun0       
::1                                     ::1                                     UHL                   lo0       
2001:db8:1::/64                         link#6                                  UC                    en0       
fe80::%en0/64                           link#6                                  UCI                   en0       
`

export const netstatOfOldVersions = `Routing tables

Internet:
Destination        Gateway            Flags        Refs      Use   Netif Expire
default            192.168.1.1        UGSc          120        0     en0
127                127.0.0.1          UCS             0        0     lo0
`

export const windowsNetwork = `{"routes":[{"DestinationPrefix":"0.0.0.0/0","NextHop":"192.168.1.1","InterfaceAlias":"WLAN","RouteMetric":0},{"DestinationPrefix":"0.0.0.0/0","NextHop":"10.64.64.64","InterfaceAlias":"Mobilfunk 2","RouteMetric":25},{"DestinationPrefix":"192.168.1.0/24","NextHop":"0.0.0.0","InterfaceAlias":"WLAN","RouteMetric":256},{"DestinationPrefix":"::/0","NextHop":"fe80::1","InterfaceAlias":"WLAN","RouteMetric":256},{"DestinationPrefix":"172.27.0.0/20","NextHop":"0.0.0.0","InterfaceAlias":"vEthernet (WSL)","RouteMetric":256}],"adapters":[{"Name":"WLAN","InterfaceDescription":"Intel(R) Wi-Fi 6 AX201 160MHz","InterfaceType":71,"NdisPhysicalMedium":9,"Virtual":false},{"Name":"Mobilfunk 2","InterfaceDescription":"Sierra Wireless EM7455 Qualcomm Snapdragon X7 LTE-A","InterfaceType":243,"NdisPhysicalMedium":8,"Virtual":false},{"Name":"Ethernet 3","InterfaceDescription":"Remote NDIS based Internet Sharing Device","InterfaceType":6,"NdisPhysicalMedium":0,"Virtual":false},{"Name":"Ethernet","InterfaceDescription":"Realtek PCIe GbE Family Controller","InterfaceType":6,"NdisPhysicalMedium":14,"Virtual":false},{"Name":"vEthernet (WSL)","InterfaceDescription":"Hyper-V Virtual Ethernet Adapter","InterfaceType":6,"NdisPhysicalMedium":0,"Virtual":true},{"Name":"wg0","InterfaceDescription":"WireGuard Tunnel","InterfaceType":53,"NdisPhysicalMedium":0,"Virtual":true}]}\r
`

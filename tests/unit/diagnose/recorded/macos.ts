/** What the tools of macOS print, with addresses of documentation networks in place of real ones. */

export const ifconfig = `lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
	options=1203<RXCSUM,TXCSUM,TXSTATUS,SW_TIMESTAMP>
	inet 127.0.0.1 netmask 0xff000000
	inet6 ::1 prefixlen 128 
	nd6 options=201<PERFORMNUD,DAD>
en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
	options=6460<TSO4,TSO6,CHANNEL_IO,PARTIAL_CSUM,ZEROINVERT_CSUM>
	ether 02:00:5e:00:53:01
	inet6 fe80::10c2:4ff:fe00:1%en0 prefixlen 64 secured scopeid 0xb 
	inet 192.168.1.20 netmask 0xffffff00 broadcast 192.168.1.255
	nd6 options=201<PERFORMNUD,DAD>
	media: autoselect
	status: active
en4: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
	options=404<VLAN_MTU,CHANNEL_IO>
	ether 02:00:5e:00:53:02
	media: autoselect (none)
	status: inactive
utun0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1500
	inet6 fe80::8a1b:2c3d:4e5f:6071%utun0 prefixlen 64 scopeid 0xf 
	nd6 options=201<PERFORMNUD,DAD>
utun4: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1420
	inet 10.8.0.2 --> 10.8.0.2 netmask 0xffffff00
gif0: flags=8010<POINTOPOINT,MULTICAST> mtu 1280
`

export const hardwarePorts = `
Hardware Port: Wi-Fi
Device: en0
Ethernet Address: 02:00:5e:00:53:01

Hardware Port: Thunderbolt Ethernet Slot 1
Device: en4
Ethernet Address: 02:00:5e:00:53:02
`

export const netstat = `Routing tables

Internet:
Destination        Gateway            Flags               Netif Expire
default            192.168.1.1        UGScg                 en0       
10.8/24            utun4              USc                 utun4       
127                127.0.0.1          UCS                   lo0       
192.168.1          link#11            UCS                   en0      !
192.168.1.1/32     link#11            UCS                   en0      !

Internet6:
Destination                             Gateway                                 Flags               Netif Expire
default                                 fe80::%utun0                            UGcIg               utun0       
::1                                     ::1                                     UHL                   lo0       
fe80::%en0/64                           link#11                                 UCI                   en0       
`

export const routeGet = `   route to: 198.51.100.7
destination: default
       mask: default
    gateway: 192.168.1.1
  interface: en0
      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>
 recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire
       0         0         0         0         0         0      1500         0 
`

export const routeGetTunnel = `   route to: 10.8.0.7
destination: 10.8.0.0
       mask: 255.255.255.0
  interface: utun4
      flags: <UP,DONE,STATIC,PRCLONING>
 recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire
       0         0         0         0         0         0      1420         0 
`

export const routeGetNone = 'route: writing to routing socket: not in table\n'

export const arp = `? (192.168.1.1) at 2:0:5e:0:53:fe on en0 ifscope [ethernet]
? (192.168.1.77) at (incomplete) on en0 ifscope [ethernet]
? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]
`

export const sysctl = `kern.ipc.maxsockbuf: 8388608
kern.maxfilesperproc: 122880
kern.maxfiles: 245760
kern.num_files: 9812
net.inet.ip.portrange.first: 49152
net.inet.ip.portrange.last: 65535
`

export const launchctl = `	maxfiles    256            unlimited      
`

export const memoryPressure = `The system has 17179869184 (1048576 pages with a page size of 16384).
System-wide memory free percentage: 2%
`

/** What the tools of Windows print, with addresses of documentation networks in place of real ones. */

export const network = `{"routes":[{"DestinationPrefix":"0.0.0.0/0","NextHop":"192.168.1.1","InterfaceAlias":"WLAN","RouteMetric":0},{"DestinationPrefix":"0.0.0.0/0","NextHop":"10.64.64.64","InterfaceAlias":"Mobilfunk 2","RouteMetric":0},{"DestinationPrefix":"192.168.1.0/24","NextHop":"0.0.0.0","InterfaceAlias":"WLAN","RouteMetric":256},{"DestinationPrefix":"10.8.0.0/24","NextHop":"0.0.0.0","InterfaceAlias":"wg0","RouteMetric":0}],"interfaces":[{"InterfaceAlias":"WLAN","NlMtu":1500,"InterfaceMetric":35},{"InterfaceAlias":"WLAN","NlMtu":1500,"InterfaceMetric":35},{"InterfaceAlias":"Mobilfunk 2","NlMtu":1428,"InterfaceMetric":55},{"InterfaceAlias":"wg0","NlMtu":1420,"InterfaceMetric":5},{"InterfaceAlias":"Loopback Pseudo-Interface 1","NlMtu":4294967295,"InterfaceMetric":75}],"adapters":[{"Name":"WLAN","InterfaceDescription":"Intel(R) Wi-Fi 6 AX201 160MHz","InterfaceType":71,"NdisPhysicalMedium":9,"InterfaceAdminStatus":1,"MediaConnectState":1},{"Name":"Mobilfunk 2","InterfaceDescription":"Sierra Wireless EM7455 Qualcomm Snapdragon X7 LTE-A","InterfaceType":243,"NdisPhysicalMedium":8,"InterfaceAdminStatus":1,"MediaConnectState":1},{"Name":"Ethernet","InterfaceDescription":"Realtek PCIe GbE Family Controller","InterfaceType":6,"NdisPhysicalMedium":14,"InterfaceAdminStatus":1,"MediaConnectState":2},{"Name":"wg0","InterfaceDescription":"WireGuard Tunnel","InterfaceType":53,"NdisPhysicalMedium":0,"InterfaceAdminStatus":1,"MediaConnectState":1}]}\r
`

export const findRoute = `[{"IPAddress":"192.168.1.20","InterfaceAlias":"WLAN","DestinationPrefix":null,"NextHop":null},{"IPAddress":null,"InterfaceAlias":"WLAN","DestinationPrefix":"0.0.0.0/0","NextHop":"192.168.1.1"}]\r
`

export const findRouteNone = '[]\r\n'

/** In German: only the numbers are the same everywhere. */
export const dynamicPorts = `
Dynamischer Portbereich für Protokoll "tcp"
---------------------------------
Startport       : 49152
Anzahl von Ports: 16384

`

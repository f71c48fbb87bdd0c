import type { Endpoint } from '../../contract/rule.ts'

/** `10.0.0.5:554`, `[fd00::5]:554` */
export const endpointText = ({ host, port }: Endpoint): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

/** The endpoint so many ports further on. */
export const shift = (endpoint: Endpoint, offset: number): Endpoint => ({
  ...endpoint,
  port: endpoint.port + offset,
})

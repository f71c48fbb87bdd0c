import { type ClientRequest, type RequestOptions, request as requestHttp } from 'node:http'

/** Requests over Chromium's network, here over Node's: without TLS, for servers of tests. */
export const net = {
  request: ({
    headers,
    method,
    protocol,
    hostname,
    port,
    path,
  }: RequestOptions): ClientRequest & { abort(): void } => {
    if (protocol !== 'http:') throw new Error('stand-in: only http')
    return requestHttp({ headers, method, hostname, port, path } as RequestOptions)
  },
}

/** The address in a pairing link (`hawser://pair?…&a=host:port`), for people who type instead of scan; empty without one. */
export function addressIn(link: string): string {
  const query = link.indexOf('?')
  return query < 0 ? '' : (new URLSearchParams(link.slice(query + 1)).get('a') ?? '')
}

import type { UplinkInfo } from '../../../contract/bond.ts'
import type { Family } from './address.ts'

/** A route as every system can tell it. */
export interface Route {
  family: Family
  /** Base and prefix length: `10.0.0.0/24`, `::/0`. */
  network: string
  interface: string
  /** Empty where packets go to their destination without one. */
  gateway: string
  metric: number
  /** Linux: name or number of its table; `main` elsewhere. */
  table: string
}

export interface InterfaceKind {
  kind: UplinkInfo['kind']
  /** Belongs to containers or virtual machines within this one: a way out only if a default route goes by it. */
  inner: boolean
}

/** What a system's tools tell beside the addresses. */
export interface NetworkFacts {
  kinds: ReadonlyMap<string, InterfaceKind>
  /** Undefined: the system does not tell. */
  routes: readonly Route[] | undefined
  /** Addresses that are not to be used: expired, or not yet proven unique. In canonical form. */
  unusable: ReadonlySet<string>
  /** Addresses that change by themselves for privacy. In canonical form. */
  temporary: ReadonlySet<string>
}

export const everything: Record<Family, string> = { 4: '0.0.0.0/0', 6: '::/0' }

/** Larger tables are those of routers. */
export const maxRoutes = 10_000

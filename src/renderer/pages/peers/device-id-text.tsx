import { idGroups } from './device-id.ts'

/** A device id in groups, as people compare it. It is selected as a whole. */
export const DeviceIdText = ({ id, className = '' }: { id: string; className?: string }) => (
  <code
    className={`grid grid-cols-[repeat(auto-fill,3.25rem)] gap-y-0.5 font-mono text-sm leading-5 select-all ${className}`}
  >
    {idGroups(id).map((group, n) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: groups may repeat, and never change places
      <span key={n}>{group} </span>
    ))}
  </code>
)

import { splitPath, visibleName } from '../../format.ts'

/** A path whose name is never cut off before its folders are. Names of others may hold anything. */
export function FileName({ path, className = '' }: { path: string; className?: string }) {
  const shown = visibleName(path)
  const { folder, name } = splitPath(shown)
  return (
    <bdi title={shown} className={`flex min-w-0 ${className}`}>
      {folder && <span className="truncate text-faint">{folder}</span>}
      <span className={`shrink-0 truncate ${folder ? 'max-w-[calc(100%-1.5rem)]' : 'max-w-full'}`}>
        {name}
      </span>
    </bdi>
  )
}

import { t } from '../../language/t.ts'

/** What those who load say in their own words, and how it is told to people. */
const known: readonly [RegExp, () => string][] = [
  [/checksum mismatch/i, () => t('what came is not what was published, so nothing of it was kept.')],
  [
    /signed|signature|not allowed to run/i,
    () => t('what came is not signed as this Hawser is, so nothing of it was kept.'),
  ],
  [/ENOSPC/, () => t('there is no room left on the disk.')],
  [/EACCES|EROFS|EPERM/, () => t('Hawser may not write where it lies.')],
  [
    /net::ERR_|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timed out/,
    () => t('the server cannot be reached.'),
  ],
  [/\b404\b|Cannot find|No published versions/i, () => t('the server has no list of versions.')],
]
const longest = 160

/** Why an update was not found or loaded: the rest of a sentence. */
export function updateProblem({ message }: Error): string {
  const line = message.split('\n')[0] ?? ''
  const words = known.find(([pattern]) => pattern.test(line))?.[1]()
  return words ?? (line.length > longest ? `${line.slice(0, longest)}…` : line)
}

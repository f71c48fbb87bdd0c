import { type FaultCode, faultCodes } from '../../../contract/fault-codes.ts'
import { t } from '../../../language/t.ts'
import { upperFirst } from '../../format.ts'
import { fixes } from './fixes.ts'

export function Troubleshooting() {
  return (
    <>
      <p>{t('Errors carry a code. This is what each of them means, and what helps.')}</p>
      <div className="card overflow-hidden">
        <table className="w-full text-left">
          <thead className="border-b border-line text-xs text-muted">
            <tr>
              <th className="px-4 py-2 font-medium">{t('Code')}</th>
              <th className="px-4 py-2 font-medium">{t('What it means, and what helps')}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(faultCodes).map(([code, meaning]) => (
              <tr key={code} className="border-b border-line align-top last:border-0">
                <td className="px-4 py-2 font-mono text-xs select-all sm:whitespace-nowrap">{code}</td>
                <td className="px-4 py-2 wrap-anywhere">
                  {upperFirst(t(meaning))}.
                  {fixes[code as FaultCode] && (
                    <span className="block text-muted">{fixes[code as FaultCode]}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** Why something cannot be done, with the code for those who look it up. */
export const Failure = ({ text, code }: { text: string; code: string }) => (
  <p role="alert" className="rounded-md bg-error-soft px-3 py-2 break-words text-error">
    {text} <span className="font-mono text-2xs">{code}</span>
  </p>
)

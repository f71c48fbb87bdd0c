import { Page } from '../../components/page.tsx'

export const DetailPage = ({ ruleId }: { ruleId: string }) => <Page title="Rule">{ruleId}</Page>

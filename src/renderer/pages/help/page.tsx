import { Page } from '../../components/page.tsx'

export const HelpPage = ({ topic }: { topic: string }) => <Page title="Help">{topic}</Page>

/** In the order of `IInvestigations.Verdict`. */
export const INVESTIGATION_VERDICTS = ['open', 'cleared', 'illegitimate'] as const
export type InvestigationVerdict = (typeof INVESTIGATION_VERDICTS)[number]

import {
  LARGEST_OPENED_REPORT,
  type OpenedReport,
  parseOpenedReport,
} from '../../portal/report/openedReport.ts'
import { readInputFile } from '../../sdk/files/node/readInputFile.ts'

/** @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE, REPORT_INVALID */
export const readOpenedReport = async (path: string): Promise<OpenedReport> =>
  parseOpenedReport(await readInputFile(path, LARGEST_OPENED_REPORT), path)

export const openedReportText = (opened: OpenedReport): string => `${JSON.stringify(opened, null, 2)}\n`

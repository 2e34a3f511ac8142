import type { Command } from 'commander'
import { registerMonitorAcknowledge } from './monitor/acknowledge.ts'
import { registerMonitorAlerts } from './monitor/alerts.ts'
import { registerMonitorAnnounce } from './monitor/announce.ts'
import { registerMonitorApprove } from './monitor/approve.ts'
import { registerMonitorEnd } from './monitor/end.ts'
import { registerMonitorPropose } from './monitor/propose.ts'
import { registerMonitorWatch } from './monitor/watch.ts'
import { withExample } from './options.ts'

export function registerMonitor(program: Command): void {
  const group = program
    .command('monitor')
    .description('Standing requests: a clinician proposes, the patient approves, the committee alerts.')
  registerMonitorPropose(group)
  registerMonitorApprove(group)
  registerMonitorAnnounce(group)
  registerMonitorAlerts(group)
  registerMonitorAcknowledge(group)
  registerMonitorWatch(group)
  registerMonitorEnd(group)
  withExample(
    group,
    '$ salus monitor alerts --patient 0x90F79bf6EB2c4f870365E785982E1f101E93b906',
    'Not for life-critical monitoring: the first line of care must not wait for an alert.',
  )
}

/** What holds for every report, whatever the model: stated in the report itself, and shown even where it is not. */
export const STANDING_LIMITS: readonly string[] = [
  'The signatures prove that several nodes agree on the computation, never that a diagnosis is true.',
  'This is not a medical device, and not for life-critical monitoring.',
]

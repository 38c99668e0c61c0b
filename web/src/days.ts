/* Days of the reader's own calendar. */

/** The beginning of a day ("2026-01-31"), or of one so many days later, as the API takes a time. */
export function dawn(day: string, later: number): string {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year!, month! - 1, date! + later).toISOString();
}

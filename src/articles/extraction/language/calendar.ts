const DAY = 86_400_000;

/** The day of publication, UTC. */
export class Reference {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly time: number;

  constructor(publishedAt: string) {
    const date = new Date(publishedAt);
    this.year = date.getUTCFullYear();
    this.month = date.getUTCMonth() + 1;
    this.day = date.getUTCDate();
    this.weekday = date.getUTCDay();
    this.time = Date.UTC(this.year, this.month - 1, this.day);
  }

  /** The day so many days away. */
  plusDays(days: number): string {
    return isoDay(this.time + days * DAY);
  }

  /** The month so many months away. */
  plusMonths(months: number): string {
    const index = this.year * 12 + this.month - 1 + months;
    return isoMonth(Math.floor(index / 12), (index % 12) + 1);
  }

  /** The quarter of now, from 1. */
  get quarter(): number {
    return Math.floor((this.month - 1) / 3) + 1;
  }
}

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

export const isoDay = (time: number): string => {
  const date = new Date(time);
  return `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
};
export const isoYear = (year: number): string => pad(year, 4);
export const isoMonth = (year: number, month: number): string => `${pad(year, 4)}-${pad(month)}`;
export const isoQuarter = (year: number, quarter: number): string => `${pad(year, 4)}-${32 + quarter}`;
export const isoHalf = (year: number, half: number): string => `${pad(year, 4)}-${39 + half}`;

/** A date that exists, or nothing. */
export function dayOf(year: number, month: number, day: number): string | undefined {
  const time = Date.UTC(year, month - 1, day);
  return new Date(time).getUTCMonth() === month - 1 && day >= 1 ? isoDay(time) : undefined;
}

/** The same date so many years away: `2025-34` by -1 is `2024-34`. */
export function shiftYears(edtf: string, years: number): string {
  return edtf.replace(/(^|\/)(\d{4})/g, (_all, before: string, year: string) => before + pad(Number(year) + years, 4));
}

/** From the day so many days before another to it: thirteen weeks are a company's quarter. */
export const daysUntil = (day: string, days: number): string => `${isoDay(Date.parse(day) - days * DAY)}/${day}`;

import { describe, expect, it } from 'vitest';
import { Reference } from './calendar.js';
import { datesOf } from './dates.js';

/** A Tuesday. */
const now = new Reference('2026-01-20T09:00:00Z');
const read = (text: string, base?: string): string[] =>
  datesOf(text, 0, now, base).map(({ edtf, role }) => (role === 'by' && !edtf.includes('~') ? `${edtf}~` : edtf));

describe('a date is resolved against the publication', () => {
  it.each([
    ['On January 5 it opened.', '2026-01-05'],
    ['In June it opened.', '2025-06'],
    ['On Monday it opened.', '2026-01-19'],
    ['On Friday it opened.', '2026-01-16'],
    ['Last Wednesday it opened.', '2026-01-14'],
    ['In the third quarter it sold.', '2025-35'],
    ['In the third quarter of 2024 it sold.', '2024-35'],
    ['In the quarter to September it sold.', '2025-07/2025-09'],
    ['In the three months to the end of September it sold.', '2025-07/2025-09'],
    ['In the year to March 2025 it sold.', '2024-04/2025-03'],
    ['In the fiscal year that ended in June it sold.', '2024-07/2025-06'],
    ['In its 2025 fiscal year it sold.', '2025'],
    ['In the first half it sold.', '2025-40'],
    ['In the first half of last year it sold.', '2025-40'],
    ['In the second half of 2024 it sold.', '2024-41'],
    ['In the first nine months it sold.', '2025-01/2025-09'],
    ['Between July and September it sold.', '2025-07/2025-09'],
    ['From April to June it sold.', '2025-04/2025-06'],
    ['Last year it sold.', '2025'],
    ['Last month it sold.', '2025-12'],
    ['This month it sold.', '2026-01'],
    ['Last week it sold.', '2026-01-12~'],
    ['It will open next month.', '2026-02'],
    ['It will open in March.', '2026-03'],
    ['It will open by the end of March.', '2026-03~'],
    ['It will open in the second quarter.', '2026-34'],
    ['It will open in 2027.', '2027'],
    ['It will open early next year.', '2027-01~'],
    ['It will open late this year.', '2026-12~'],
    ['It will open in mid-2027.', '2027-06~'],
    ['It will open by 2030.', '2030~'],
    ['It is due in the autumn.', '2026-09/2026-11'],
    ['In the spring it opened.', '2025-03/2025-05'],
    ['In the summer of 2024 it opened.', '2024-06/2024-08'],
    ['Since October 14 it has been open.', '2025-10-14'],
    ['Since last March it has been open.', '2025-03'],
    ['In early 2024 it opened.', '2024-01~'],
    ['At the end of 2024 it had 5.', '2024-12~'],
    ['At the end of September it had 5.', '2025-09~'],
    ['In the week to January 16 it sold.', '2026-01-10/2026-01-16'],
    ['On the 12th of last month it opened.', '2025-12-12'],
    ['On 5 January it opened.', '2026-01-05'],
    ['On Jan 5 it opened.', '2026-01-05'],
    ['On January 5, 2025, it opened.', '2025-01-05'],
    ['In Q3 it sold.', '2025-35'],
    ['In Q4 2025 it sold.', '2025-36'],
    ['In 3Q25 it sold.', '2025-35'],
    ['In FY2025 it sold.', '2025'],
    ['In November and December it sold.', '2025-11/2025-12'],
    ['The October figures were good.', '2025-10'],
    ['Its January sales were good.', '2026-01'],
    ['It opened in September 2023.', '2023-09'],
    ['It opened a week ago.', '2026-01-13~'],
    ['It opened three months ago.', '2025-10~'],
    ['It will open within two years.', '2026-01/2028-01'],
    ['It would open on February 3.', '2026-02-03'],
    ['It opens on February 3.', '2026-02-03'],
    ['It takes effect on March 1.', '2026-03-01'],
    ['In the December quarter it sold.', '2025-10/2025-12'],
    ['In the last quarter of 2025 it sold.', '2025-36'],
    ['In the first three months of 2025 it sold.', '2025-33'],
    ['It ran from 2019 to 2023.', '2019/2023'],
    ['Later this year it will open.', '2026'],
    ['By mid-February it will open.', '2026-02~'],
    ['Until the end of June it is banned.', '2026-06~'],
    ['In the financial year ending March 2026 it will sell.', '2025-04/2026-03'],
    ['Yesterday it opened.', '2026-01-19'],
    ['On Tuesday it opened.', '2026-01-20'],
    ['In late November it opened.', '2025-11~'],
    ['At the beginning of December it opened.', '2025-12~'],
  ])('%s', (text, edtf) => {
    expect(read(text)).toEqual([edtf]);
  });
});

describe('a date that lies relative to another', () => {
  it.each([
    ['a year earlier it had been half that', '2025-34', '2024-34'],
    ['in the same quarter it lost money', '2025-34', '2025-34'],
    ['in the quarter it sold more', '2025-36', '2025-36'],
  ])('%s', (text, base, edtf) => {
    expect(read(text, base)).toEqual([edtf]);
  });

  it('is left out where there is none', () => {
    expect(read('A year earlier it had been half that.')).toEqual([]);
  });
});

describe('what is no date', () => {
  it.each(['It sold 2,024 cars.', 'It costs $2025.', 'It may open.', 'The march of progress went on.'])(
    '%s',
    (text) => {
      expect(read(text)).toEqual([]);
    },
  );
});

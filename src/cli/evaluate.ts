import { Command } from 'commander';
import { type EvaluationReport, evaluateFolder, type Score } from '../articles/extraction/evaluation.js';
import { print } from './client.js';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const scoreLine = (name: string, { precision, recall, f1 }: Score): string =>
  `${name.padEnd(8)} precision ${percent(precision)}, recall ${percent(recall)}, F1 ${percent(f1)}`;

function lines({ gold, predicted, found, typed, exact, fields, byType, byField }: EvaluationReport): string[] {
  return [
    `${predicted} facts read, ${gold} annotated; key fields right ${percent(fields)}`,
    scoreLine('found', found),
    scoreLine('typed', typed),
    scoreLine('exact', exact),
    ...Object.entries(byType).map(
      ([type, counts]) =>
        `  ${type.padEnd(24)} ${counts.typed} of ${counts.gold} typed, ${counts.exact} exact, ${counts.predicted} read`,
    ),
    ...Object.entries(byField).map(([field, { n, right }]) => `  ${field.padEnd(24)} ${right} of ${n} right`),
  ];
}

export const evaluateCommand = (): Command =>
  new Command('evaluate')
    .argument('<folder>', 'a folder of annotated articles, a JSON file each')
    .description('score the rules on annotated articles: found, typed and exact, by type and by field')
    .option('--misses', 'list what was missed')
    .option('--json', 'print the scores as JSON')
    .addHelpText('after', '\nExample:\n  npm run eval:extraction -- ./annotated --misses')
    .action(async (folder: string, { misses, json }: { misses?: boolean; json?: boolean }) => {
      const report = await evaluateFolder(folder);
      if (json) return print(JSON.stringify(report));
      print(lines(report).join('\n'));
      if (misses) print(report.misses.join('\n'));
    });

import { Command } from 'commander';
import { print } from './client.js';

export const evaluateCommand = (): Command =>
  new Command('evaluate')
    .argument('<folder>', 'a folder of annotated articles, a JSON file each')
    .description('score the rules on annotated articles: found, typed and exact, by type and by field')
    .option('--misses', 'list what was missed')
    .option('--json', 'print the scores as JSON')
    .addHelpText('after', '\nExample:\n  npm run eval:extraction -- ./annotated --misses')
    .action(async (folder: string, { misses, json }: { misses?: boolean; json?: boolean }) => {
      const [{ evaluateFolder }, { FileGazetteer }] = await Promise.all([
        import('../articles/extraction/evaluation.js'),
        import('../articles/gazetteer.js'),
      ]);
      const report = evaluateFolder(folder, FileGazetteer.load());
      if (json) return print(JSON.stringify(report));
      print(report.lines.join('\n'));
      if (misses) print(report.misses.join('\n'));
    });

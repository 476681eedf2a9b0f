import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const FOLDERS = [process.env.FACTLINE_SHARED, '../shared', '../../shared'].filter((folder) => folder !== undefined);

/** The folder of annotated articles that lies beside the checkout; undefined where there is none. */
export const sharedFolder = FOLDERS.map((folder) => resolve(folder)).find((folder) => existsSync(`${folder}/corpus`));

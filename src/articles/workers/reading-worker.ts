import { parentPort } from 'node:worker_threads';
import { type Task, work } from './reading-tasks.js';

/** One task at a time; what it throws goes back as a message, so that the thread lives on. */
parentPort?.on('message', (task: Task) => parentPort?.postMessage(work(task)));

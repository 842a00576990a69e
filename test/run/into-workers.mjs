/** Imported by what is preloaded into the program: its workers, which are handed no such option, get it all the same. */
import processes from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

const { fork } = processes;
const { NODE_OPTIONS, FAULT } = process.env;
processes.fork = (program, typed, options) =>
  fork(program, typed, { ...options, env: { ...options.env, NODE_OPTIONS, FAULT } });
syncBuiltinESMExports();

// preload.mjs - libraries that are preloaded into programs under test: resolver.c (host names that are found when a test says so),
// wallclock.c (another wall clock) and crash.c (the end at a marker).
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';

// Builds tests/lib/<name>.c at `library`, for any user to load.
export function buildPreload(name, library) {
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, join(import.meta.dirname, `${name}.c`), '-ldl']);
  chmodSync(library, 0o644);
}

// These options of the address sanitizer besides those that this process has.
export const sanitizerOptions = (options) => ({ ASAN_OPTIONS: [process.env.ASAN_OPTIONS, options].filter(Boolean).join(':') });

// The environment of a program that has it, before what this process itself has preloaded. A build with the address sanitizer wants its
// own library first, unless it is told that another may be.
export const preloadEnv = (library, more) => ({
  LD_PRELOAD: [library, process.env.LD_PRELOAD].filter(Boolean).join(':'), ...more, ...sanitizerOptions('verify_asan_link_order=0'),
});

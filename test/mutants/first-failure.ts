import fc from 'fast-check';

/** That a mutant is found is enough: no smaller history is looked for. */
fc.configureGlobal({ endOnFailure: true });

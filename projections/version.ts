/** The version of the rules that read the log. A release whose rules change any answer raises it. */
export const PROJECTIONS_VERSION = 1;

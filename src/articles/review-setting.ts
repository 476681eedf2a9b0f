/** The setting that holds what is found in articles for a person, unless a request says otherwise. */
export const REVIEW = Symbol('REVIEW');

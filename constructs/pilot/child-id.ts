/**
 * The id of a child that somebody else names. A construct keeps its children in a plain object of JavaScript, where
 * some names are taken from the beginning: a child called `constructor` would be refused as a second one.
 */

/** Returns the name itself, so that addresses are made of it; behind `own-` where every object has that name. */
export const childId = (name: string): string => (name in {} ? `own-${name}` : name);

/** What the tag of an image begins with that a registered version of the model is served with; its number follows. */
export const releaseTag = "release-";

/** The words of a text, for a long list that is easier to read without quotes. */
export const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * Texts by their English. What is said of a number has a text for each of the language's plural forms (`… files_one`,
 * `… files_other`); an English word that means two things has one for each meaning (`Open_state`).
 */
export type Catalogue = Readonly<Record<string, string>>

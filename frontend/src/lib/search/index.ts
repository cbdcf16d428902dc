/**
 * The search language, for models, clients and jobs; src/obt/search is its twin on the server.
 * tests/search/cases.json holds the two together, docs/search.md is for its users.
 */
export { accept, complete, type Facets, type Suggestion } from './complete';
export { compile, IndexedRow, type Row, type RowValues, type Test } from './match';
export { parse, type Parsed, type QueryError } from './parse';
export { quantity } from './quantity';
export { tokens, type Token, type TokenKind } from './tokens';
export { asValue, quoted, render, type Query, type Term } from './tree';
export { vocabularies, type Field, type Vocabulary, type VocabularyName } from './vocabulary';

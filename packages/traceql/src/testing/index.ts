export { type Trees, trees, type Vocabulary } from "./trees.ts";

// An app in CommonJS that logs with the library of the first word in HOW.
const lines = require("./log-bridges.cjs");

lines[process.env.HOW](require(process.env.HOW.split(" ")[0]));

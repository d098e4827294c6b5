"use strict";
const { init, default: pyroscope } = require("@pyroscope/nodejs");

// The environment says where to, and how often.
init();
pyroscope.startWallProfiling();

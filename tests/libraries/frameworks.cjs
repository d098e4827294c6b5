require("reflect-metadata");

require("./frameworks-app.cjs").serve({
  connect: require("connect"),
  Hapi: require("@hapi/hapi"),
  nest: { ...require("@nestjs/common"), ...require("@nestjs/core") },
});

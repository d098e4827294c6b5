require("./stores-app.cjs").ask({
  pg: require("pg"),
  mysql2: require("mysql2/promise"),
  redis: require("redis"),
  ioredis: require("ioredis"),
  mongodb: require("mongodb"),
  graphql: require("graphql"),
});

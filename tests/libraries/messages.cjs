require("./messages-app.cjs").run({ bullmq: require("bullmq"), amqplib: require("amqplib"), kafkajs: require("kafkajs") });

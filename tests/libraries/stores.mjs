import * as graphql from "graphql";
import { Redis } from "ioredis";
import { BSON, MongoClient } from "mongodb";
import mysql2 from "mysql2/promise";
import pg from "pg";
import * as redis from "redis";
import { ask } from "./stores-app.cjs";

await ask({ pg, mysql2, redis, ioredis: { Redis }, mongodb: { BSON, MongoClient }, graphql });

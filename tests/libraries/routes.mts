import { Router } from "@koa/router";
import express, { type Express } from "express";
import { fastify } from "fastify";
import Koa from "koa";
import { serve } from "./routes-app.cjs";

const make: { (): Express } = express;
serve({ express: Object.assign(make, express), fastify, Koa, Router });

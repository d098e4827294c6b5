import { Router } from "@koa/router";
import express from "express";
import fastify from "fastify";
import Koa from "koa";
import { serve } from "./routes-app.cjs";

serve({ express, fastify, Koa, Router });
